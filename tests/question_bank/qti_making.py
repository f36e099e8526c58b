"""QTI as exporters write it, for the tests of its readers."""

import io
import zipfile

from question_bank.readers import qti

PNG = b"\x89PNG\r\n\x1a\n picture"
CHOICES = '<simpleChoice identifier="x">Hà Nội</simpleChoice><simpleChoice identifier="y">Huế</simpleChoice>'
MATCH_CORRECT = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>'
MAP_RESPONSE = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"/>'


def declared(*correct, kind="single", base="identifier", mapping=""):
    values = "".join(f"<value>{value}</value>" for value in correct)
    right = f"<correctResponse>{values}</correctResponse>" if correct else ""
    return (
        f'<responseDeclaration identifier="R" cardinality="{kind}" baseType="{base}">{right}{mapping}'
        "</responseDeclaration>"
    )


def mapped(default="0", bounds="", **points):
    entries = "".join(f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in points.items())
    return f'<mapping defaultValue="{default}" {bounds}>{entries}</mapping>'


def item(declaration, body, processing=MATCH_CORRECT, attributes="", after=""):
    return (
        f'<assessmentItem identifier="i" title="Thủ đô" {attributes}>{declaration}<itemBody>{body}</itemBody>'
        f"{processing}{after}</assessmentItem>"
    )


def choice(inside=CHOICES, most="1", prompt="Thủ đô là gì?"):
    return (
        f'<choiceInteraction responseIdentifier="R" maxChoices="{most}"><prompt>{prompt}</prompt>{inside}'
        "</choiceInteraction>"
    )


def entry(before="Thủ đô là ", after="."):
    return f'<p>{before}<textEntryInteraction responseIdentifier="R"/>{after}</p>'


def read(xml):
    (draft,) = qti.read(xml.encode()).drafts
    return draft


def zipped(entries, flag=True):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def manifest(*hrefs, metadata="", kind="imsqti_item_xmlv2p1"):
    resources = "".join(
        f'<resource type="{kind}" href="{href}"><metadata>{metadata}</metadata></resource>' for href in hrefs
    )
    return f"<manifest><resources>{resources}</resources></manifest>"


GOOD = item(declared("x"), choice())


def label(ident, text):
    return f'<response_label ident="{ident}"><material><mattext>{text}</mattext></material></response_label>'


LABELS = label("x", "Hà Nội") + label("y", "Huế") + label("z", "Vinh")


def lid(labels=LABELS, cardinality="Single", ident="r", said=""):
    words = f"<material><mattext>{said}</mattext></material>" if said else ""
    return (
        f'<response_lid ident="{ident}" rcardinality="{cardinality}">{words}<render_choice>{labels}</render_choice>'
        "</response_lid>"
    )


def equal(value, ident="r"):
    return f'<varequal respident="{ident}">{value}</varequal>'


def when(condition, points, action="Set"):
    return (
        f"<respcondition><conditionvar>{condition}</conditionvar><setvar action='{action}' varname='SCORE'>{points}"
        "</setvar></respcondition>"
    )


def old(responses, conditions="", kind="", after=""):
    label = (
        f"<qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>{kind}</fieldentry></qtimetadatafield>"
    )
    return (
        f'<questestinterop><item ident="i" title="Question"><itemmetadata><qtimetadata>{label}</qtimetadata>'
        '</itemmetadata><presentation><material><mattext texttype="text/html">&lt;p&gt;Thủ đô?&lt;/p&gt;</mattext>'
        "</material>"
        f"{responses}</presentation><resprocessing><outcomes><decvar varname='SCORE'/></outcomes>{conditions}"
        f"</resprocessing>{after}</item></questestinterop>"
    )
