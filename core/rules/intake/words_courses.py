"""What people write above columns about courses, dates and certificates, in nine languages."""

from __future__ import annotations

# field → language → the words, separated by |
WORDS: dict[str, dict[str, str]] = {
    "course": {
        "en": "course|course code|course id|course number|course name|course title|training|training code|class|"
        "program",
        "de": "kurs|kurscode|kursnummer|kurskürzel|kursname|lehrgang|lehrgangsnummer|schulung|seminar",
        "fr": "cours|formation|code du cours|code formation|code de formation|stage|code cours|"
        "intitulé de la formation",
        "es": "curso|código del curso|código de curso|formación|nombre del curso|código curso",
        "it": "corso|codice corso|codice del corso|formazione|nome del corso",
        "pt": "curso|código do curso|código de curso|formação|nome do curso",
        "nl": "cursus|cursuscode|cursusnummer|opleiding|training|cursusnaam",
        "sv": "kurs|kurskod|kursnummer|utbildning|kursnamn",
        "pl": "kurs|kod kursu|szkolenie|kod szkolenia|nazwa kursu|numer kursu",
    },
    "completed_on": {
        "en": "completed on|completed|completion date|date completed|date of completion|completed at|"
        "completed date|finished on|finish date|date finished|passed on|date passed|training date|"
        "course date|taken on",
        "de": "abgeschlossen am|abschlussdatum|datum des abschlusses|absolviert am|bestanden am|kursdatum|"
        "abgeschlossen",
        "fr": "terminé le|date de fin|date d'achèvement|achevé le|date de réussite|réussi le|date de formation|"
        "date du cours|complété le|suivi le",
        "es": "completado el|fecha de finalización|finalizado el|terminado el|fecha de término|fecha del curso|"
        "fecha de realización|completado",
        "it": "completato il|data di completamento|terminato il|data completamento|data del corso|superato il|"
        "completato",
        "pt": "concluído em|data de conclusão|concluído|terminado em|data do curso|data da conclusão|finalizado em",
        "nl": "voltooid op|afgerond op|datum voltooid|datum afgerond|voltooiingsdatum|behaald op|cursusdatum|"
        "afrondingsdatum",
        "sv": "slutförd|slutförd den|avslutad|avslutad den|genomförd|genomförd den|slutdatum|slutförandedatum|"
        "kursdatum",
        "pl": "ukończono|data ukończenia|ukończony|zakończono|data zakończenia|zaliczono|data kursu|data szkolenia",
    },
    "certified_on": {
        "en": "certified on|certified|issued on|issue date|date issued|issued|date of issue|certification date|"
        "valid from|start date|certificate date|certified date",
        "de": "zertifiziert am|ausgestellt am|ausstellungsdatum|gültig ab|zertifikatsdatum|gültig von",
        "fr": "certifié le|délivré le|date de délivrance|date d'émission|valable à partir du|valide à partir du|"
        "émis le|date de certification",
        "es": "certificado el|expedido el|fecha de expedición|fecha de emisión|emitido el|válido desde|"
        "fecha de certificación",
        "it": "certificato il|rilasciato il|data di rilascio|data rilascio|emesso il|data di emissione|"
        "valido dal|data di certificazione",
        "pt": "certificado em|emitido em|data de emissão|válido de|válido desde|data de certificação|"
        "válido a partir de",
        "nl": "gecertificeerd op|uitgegeven op|uitgiftedatum|afgiftedatum|geldig vanaf|afgegeven op|"
        "certificeringsdatum",
        "sv": "certifierad den|utfärdad|utfärdad den|utfärdandedatum|giltig från|certifieringsdatum|certifierad",
        "pl": "certyfikowano|data wydania|wydano|ważny od|wystawiono|data wystawienia|data certyfikacji",
    },
    "valid_through": {
        "en": "valid through|valid until|valid to|expires|expires on|expiry|expiry date|expiration|"
        "expiration date|end date|good through|valid thru|renewal date|date of expiry",
        "de": "gültig bis|läuft ab am|ablaufdatum|ablauf|gültigkeitsende|verfällt am",
        "fr": "valable jusqu'au|valide jusqu'au|expire le|date d'expiration|expiration|date de fin de validité|"
        "fin de validité",
        "es": "válido hasta|vence|vence el|fecha de vencimiento|vencimiento|caduca el|fecha de caducidad|caducidad",
        "it": "valido fino al|valido fino a|scade il|scadenza|data di scadenza|data scadenza",
        "pt": "válido até|expira em|data de validade|validade|vencimento|data de expiração|data de vencimento",
        "nl": "geldig tot|geldig tot en met|verloopt op|vervaldatum|verloopdatum|einddatum",
        "sv": "giltig till|giltig t.o.m.|giltig till och med|går ut|utgångsdatum|giltig tom|förfallodatum",
        "pl": "ważny do|wygasa|data ważności|data wygaśnięcia|termin ważności",
    },
    "number": {
        "en": "number|certificate number|certificate no|cert number|cert no|certificate id|no|card number|"
        "licence number|license number|ecard code|certificate code|certificate",
        "de": "nummer|zertifikatsnummer|zertifikat-nr.|zertifikatnummer|nr|ausweisnummer|urkundennummer|kartennummer",
        "fr": "numéro|numéro de certificat|numéro du certificat|n° de certificat|n°|no de certificat|numéro de carte",
        "es": "número|número de certificado|núm. de certificado|n.º de certificado|número del certificado|nº",
        "it": "numero|numero certificato|numero di certificato|numero del certificato|n. certificato|numero attestato",
        "pt": "número|número do certificado|número de certificado|n.º do certificado",
        "nl": "nummer|certificaatnummer|certificaat nr|kaartnummer|diplomanummer",
        "sv": "nummer|certifikatnummer|certifikatsnummer|intygsnummer|bevisnummer",
        "pl": "numer|numer certyfikatu|nr certyfikatu|nr|numer zaświadczenia",
    },
    "state": {
        "en": "state|status|certificate state|certificate status",
        "de": "zustand|status",
        "fr": "état|statut",
        "es": "estado|estatus",
        "it": "stato",
        "pt": "estado|situação",
        "nl": "toestand|status",
        "sv": "tillstånd|status",
        "pl": "stan|status",
    },
    "pair": {
        "en": "ceulid:email|ceulid email|ceu lid:email|pair|pairs|ceu pair|id:email|course:email|ceu:email|"
        "ceulid and email|ceulid : e-mail|ceulid/email|entry|ceu entry",
        "de": "paar|paare|eintrag|ceulid:e-mail-adresse",
        "fr": "paire|paires|ceulid:courriel",
        "es": "par|pares|ceulid:correo",
        "it": "coppia|coppie",
        "pt": "par|pares",
        "nl": "paar|paren",
        "sv": "par",
        "pl": "para|pary",
    },
    "ceulid": {
        "en": "ceulid|id|code|ceu lid|ceu-lid|ceu id|ceu code|ceu|ceu number|ceu course|ceu course id|approval number|"
        "ceu course code|approval id|activity id|activity code|ceus id",
        "de": "ceu-kennung|ceu-nummer|ceu-kurs|ceu-code",
        "fr": "identifiant ceu|code ceu|numéro ceu|cours ceu",
        "es": "código ceu|id ceu|identificador ceu|curso ceu|número ceu",
        "it": "codice ceu|id ceu|identificativo ceu|corso ceu|numero ceu",
        "pt": "código ceu|id ceu|identificador ceu|curso ceu|número ceu",
        "nl": "ceu-nummer|ceu-code|ceu-cursus",
        "sv": "ceu-nummer|ceu-kod|ceu-kurs",
        "pl": "kod ceu|numer ceu|identyfikator ceu|kurs ceu",
    },
    "hours": {
        "en": "hours|hrs|hour|ceu hours|credit hours|credits|contact hours|ceus|hours attended|credit|duration (hours)",
        "de": "stunden|std|anzahl stunden|stundenzahl|fortbildungsstunden",
        "fr": "heures|nombre d'heures|durée (heures)|nb heures|heures suivies",
        "es": "horas|número de horas|horas lectivas|créditos",
        "it": "ore|numero ore|numero di ore|crediti|ore frequentate",
        "pt": "horas|número de horas|carga horária|créditos",
        "nl": "uren|aantal uren|studiepunten|uur",
        "sv": "timmar|antal timmar|tim",
        "pl": "godziny|liczba godzin|godzin|ilość godzin",
    },
    "attended_on": {
        "en": "attended on|attendance date|date attended|date of attendance|attended|event date|session date|taken on",
        "de": "teilgenommen am|teilnahmedatum|besucht am|datum der teilnahme",
        "fr": "suivi le|date de présence|date de participation|présent le",
        "es": "asistió el|fecha de asistencia|asistencia",
        "it": "frequentato il|data di frequenza|data di partecipazione|data frequenza",
        "pt": "frequentado em|data de presença|data de participação|data de frequência",
        "nl": "bijgewoond op|datum aanwezig|aanwezig op|datum deelname|deelgenomen op",
        "sv": "närvarodatum|deltog den|datum för deltagande|närvaro",
        "pl": "data udziału|data obecności|uczestniczono",
    },
    # A date of no particular kind; each kind of list says which of its dates that is.
    "date": {
        "en": "date|day|on",
        "de": "datum|tag|am",
        "fr": "date|jour|le",
        "es": "fecha|día",
        "it": "data|giorno",
        "pt": "data|dia",
        "nl": "datum|dag",
        "sv": "datum|dag",
        "pl": "data|dzień",
    },
    "title": {
        "en": "title|course title|name|course name|activity title",
        "de": "titel|bezeichnung|kurstitel",
        "fr": "titre|intitulé",
        "es": "título|denominación",
        "it": "titolo|denominazione",
        "pt": "título|designação",
        "nl": "titel|benaming",
        "sv": "titel|benämning",
        "pl": "tytuł|nazwa",
    },
    "category": {
        "en": "category|type|ceu category|kind",
        "de": "kategorie|art",
        "fr": "catégorie|type",
        "es": "categoría|tipo",
        "it": "categoria|tipo",
        "pt": "categoria|tipo",
        "nl": "categorie|soort",
        "sv": "kategori|typ",
        "pl": "kategoria|rodzaj",
    },
    "approved_from": {
        "en": "approved from|approval start|approved on|valid from|from|start date",
        "de": "genehmigt ab|gültig ab|anerkannt ab|von",
        "fr": "approuvé à partir du|valable à partir du|du",
        "es": "aprobado desde|válido desde|desde",
        "it": "approvato dal|valido dal|dal",
        "pt": "aprovado desde|válido desde|desde",
        "nl": "goedgekeurd vanaf|geldig vanaf|vanaf",
        "sv": "godkänd från|giltig från|från",
        "pl": "zatwierdzony od|ważny od|od",
    },
    "approved_until": {
        "en": "approved until|approved through|approval end|valid until|until|end date|expires",
        "de": "genehmigt bis|gültig bis|anerkannt bis|bis",
        "fr": "approuvé jusqu'au|valable jusqu'au|jusqu'au|au",
        "es": "aprobado hasta|válido hasta|hasta",
        "it": "approvato fino al|valido fino al|al",
        "pt": "aprovado até|válido até|até",
        "nl": "goedgekeurd tot|geldig tot|tot",
        "sv": "godkänd till|giltig till|till",
        "pl": "zatwierdzony do|ważny do|do",
    },
    "successor": {
        "en": "successor|succeeded by|replaced by|next id|successor id",
        "de": "nachfolger|ersetzt durch",
        "fr": "successeur|remplacé par",
        "es": "sucesor|sustituido por",
        "it": "successore|sostituito da",
        "pt": "sucessor|substituído por",
        "nl": "opvolger|vervangen door",
        "sv": "efterträdare|ersatt av",
        "pl": "następca|zastąpiony przez",
    },
}
