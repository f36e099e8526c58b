"""Does a word read as a Vietnamese syllable? What tells text in an old encoding from text in another language. Pure."""

import re
import unicodedata
from functools import lru_cache

from question_bank.text import TONES

RHYMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
o oc oi om on ong op ot ooc oong oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oem oen
oeo oet ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uc ui um un ung up ut uôc uôi uôm uôn uông uôt uơ uê uêch uên uênh uy uya uych uyn uynh uyp uyt uyu uyên uyêt
uân uâng uât uây ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
y ych ym yn ynh yt yêm yên yêng yêt yêu
"""
ONSETS = "ngh ng gh gi kh nh ph qu th tr ch b c d đ g h k l m n p r s t v x"
SYLLABLE = re.compile(rf"(?:{'|'.join(ONSETS.split())})?(?:{'|'.join(sorted(RHYMES.split(), key=len, reverse=True))})")
STOPPED = ("p", "t", "c", "ch")
STOPPED_TONES = {"\u0301", "\u0323"}  # before these only sắc and nặng are said


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """In any case; with its tone on any of its vowels."""
    marked = unicodedata.normalize("NFD", word.lower())
    tones = [mark for mark in marked if mark in TONES]
    bare = unicodedata.normalize("NFC", "".join(mark for mark in marked if mark not in TONES))
    if len(tones) > 1 or not SYLLABLE.fullmatch(bare):
        return False
    return not bare.endswith(STOPPED) or not tones or tones[0] in STOPPED_TONES
