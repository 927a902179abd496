"""How a document value becomes a PDF: fonts, lines of text in any script, a small page writer, two layouts."""
