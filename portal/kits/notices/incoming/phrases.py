"""What mail programs write around somebody's own words, in the languages that our readers' programs speak."""

WROTE = (
    "wrote", "schrieb", "geschrieben", "a écrit", "escribió", "ha scritto", "scritto", "schreef", "geschreven", "skrev",
    "escreveu", "napisał", "napisała", "napisał(a)", "pisze", "napsal", "napsala", "napsal(a)", "kirjoitti", "írta",
    "a scris", "yazdı", "написал", "написала", "написал(а)", "пишет", "έγραψε", "写道", "寫道", "のメール",
    "書きました", "작성했습니다", "작성하였습니다", "님이 작성",
)  # fmt: skip
"""A line that ends with one of these (and a few letters) is the heading of what follows it."""
FROM = (
    "From", "Von", "De", "Da", "Van", "Från", "Fra", "Od", "Lähettäjä", "Feladó", "Kimden", "От", "差出人", "发件人",
    "寄件者", "보낸 사람", "보낸사람",
)  # fmt: skip
HEAD = (
    "Sent", "Date", "To", "Subject", "Cc", "Gesendet", "Datum", "An", "Betreff", "Envoyé", "À", "Objet", "Enviado",
    "Enviado el", "Fecha", "Para", "Asunto", "Inviato", "Data", "A", "Oggetto", "Verzonden", "Aan", "Onderwerp",
    "Skickat", "Till", "Ämne", "Sendt", "Til", "Emne", "Dato", "Wysłano", "Do", "Temat", "Odesláno", "Komu", "Předmět",
    "Assunto", "Lähetetty", "Vastaanottaja", "Aihe", "Отправлено", "Кому", "Тема", "送信日時", "宛先", "件名",
    "发送时间", "收件人", "主题", "보낸 날짜", "받는 사람", "제목",
)  # fmt: skip
"""The other lines of a head of a mail, under FROM."""
ORIGINAL = (
    "Original Message", "Original-Message", "Original Appointment", "Forwarded message", "Reply message",
    "Ursprüngliche Nachricht", "Weitergeleitete Nachricht", "Message d'origine", "Message d’origine",
    "Message transféré", "Mensaje original", "Messaggio originale", "Oorspronkelijk bericht", "Ursprungligt meddelande",
    "Oprindelig meddelelse", "Opprinnelig melding", "Mensagem original", "Wiadomość oryginalna", "Původní zpráva",
    "Alkuperäinen viesti", "Исходное сообщение", "元のメッセージ", "原始邮件", "원본 메시지",
)  # fmt: skip
DEVICE = (
    "Sent from my ", "Sent from a ", "Sent from the ", "Sent from Outlook", "Sent from Mail", "Sent from Yahoo",
    "Sent from Proton", "Sent via ", "Sent with ", "Get Outlook for", "Von meinem ", "Gesendet von ", "Gesendet mit ",
    "Gesendet aus ", "Diese Nachricht wurde von meinem ", "Envoyé de mon ", "Envoyé de ma ", "Envoyé depuis ",
    "Envoyé à partir de ", "Télécharger Outlook", "Téléchargez Outlook", "Enviado desde ", "Obtener Outlook",
    "Inviato da ", "Inviato dal ", "Scarica Outlook", "Verzonden vanaf ", "Verzonden met ", "Skickat från ",
    "Sendt fra ", "Enviado do meu ", "Obter o Outlook", "Wysłano z ", "Wysłane z ", "Odesláno z ", "Lähetetty ",
    "Отправлено с ", "iPhoneから送信", "发自我的", "從我的", "나의 ", "내 ",
)  # fmt: skip
