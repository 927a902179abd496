"""What analysts get: a file that holds only what they may see, documented column by column."""
