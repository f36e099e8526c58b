"""Pictures written anew: small, upright, without what they carried; and the hostile ones named in a sentence."""

import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image

from question_bank.draft import Draft, Reading
from question_bank.pictures import BYTES_MAX, OF_QUESTION_MAX, SIDE_MAX, name_of, size_of
from question_bank.readers import UnreadableFile, read_picture_safely
from question_bank.readers.redrawing import OF_FILE_MAX, NotKept, redraw, redraw_all
from tests.pictures import HOSTILE, drawing, photograph, picture, written


def opened(data):
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("data", [photograph(), photograph(3000, 200), photograph(1500, 2500, "PNG")])
def test_a_large_photograph_becomes_small_enough_for_a_cheap_phone(data):
    done = redraw(data)

    assert len(done.data) <= BYTES_MAX
    assert max(done.width, done.height) <= SIDE_MAX
    assert (opened(done.data).format, opened(done.data).size) == ("WEBP", (done.width, done.height))


def test_a_drawing_keeps_every_pixel():
    data = drawing()

    assert opened(redraw(data).data).convert("RGB").tobytes() == opened(data).tobytes()


def test_what_is_ours_already_stays_as_it_is():
    for data in (redraw(photograph()).data, redraw(drawing()).data):
        assert redraw(data).data == data


def test_what_is_hidden_in_a_picture_of_ours_goes():
    ours = redraw(drawing()).data
    more = ours[:4] + (len(ours) - 8 + 12).to_bytes(4, "little") + ours[8:] + b"EXIF\x04\0\0\0evil"

    assert b"evil" not in redraw(ours + b"<script>evil</script>").data
    assert b"evil" not in redraw(more).data


def test_a_photograph_lies_as_it_was_taken_and_tells_not_where():
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "Nhà của Dương"
    done = redraw(drawing(300, 200, format="JPEG", exif=exif))

    assert (done.width, done.height) == (200, 300)
    assert "Dương".encode() not in done.data
    assert not opened(done.data).getexif()


def test_black_on_nothing_is_black_on_white():
    done = redraw(written(Image.new("RGBA", (40, 40), (0, 0, 0, 0)), "PNG"))

    assert opened(done.data).convert("RGB").getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_whatever_colours_a_file_has_it_is_read(mode):
    format = "JPEG" if mode == "CMYK" else "PNG"

    assert redraw(written(Image.new(mode, (60, 40)), format))[1:3] == (60, 40)


def test_of_an_animation_the_first_frame_stays():
    frames = [Image.new("RGB", (50, 50), color) for color in ("red", "blue")]
    gif = written(frames[0], "GIF", save_all=True, append_images=frames[1:])
    reading = Reading("docx", [Draft("Câu 1", pictures=[picture(gif, name="vui.gif")])])
    redraw_all(reading)

    (draft,) = reading.drafts
    assert opened(draft.pictures[0].bytes).convert("RGB").getpixel((25, 25)) == (255, 0, 0)
    assert draft.notes["stem"] == "ảnh động “vui.gif” chỉ giữ hình đầu tiên."


def test_the_name_of_a_file_decides_nothing():
    reading = Reading("docx", [Draft("Câu 1", pictures=[picture(drawing(format="JPEG"), name="hinh.png")])])
    redraw_all(reading)

    (kept,) = reading.drafts[0].pictures
    assert (kept.file, kept.width, kept.height) == (name_of(kept.bytes), 320, 240)


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_picture_is_left_out_in_one_sentence(what):
    data, words = HOSTILE[what]
    reading = Reading("docx", [Draft("Câu 1", pictures=[picture(data), picture(drawing())])])
    redraw_all(reading)

    (draft,) = reading.drafts
    assert len(draft.pictures) == 1
    assert words in draft.notes["stem"]
    with pytest.raises(NotKept):
        redraw(data)


def test_a_question_with_a_hundred_pictures_keeps_ten_and_says_so():
    reading = Reading("docx", [Draft("Câu 1", pictures=[picture(drawing()) for _ in range(100)])])
    redraw_all(reading)

    assert len(reading.drafts[0].pictures) == OF_QUESTION_MAX
    assert "có 100 ảnh" in reading.drafts[0].notes["stem"]


def test_a_file_keeps_so_many_pictures_and_says_where_it_stopped():
    reading = Reading(
        "docx", [Draft(f"Câu {number}", pictures=[picture(drawing())]) for number in range(OF_FILE_MAX + 1)]
    )
    redraw_all(reading)

    assert [bool(draft.pictures) for draft in reading.drafts] == [True] * OF_FILE_MAX + [False]
    assert "Hãy chia tệp" in reading.drafts[-1].notes["stem"]


def test_a_picture_chosen_in_a_form_is_drawn_in_the_same_child():
    data, moves = read_picture_safely(drawing())

    assert (size_of(data), moves) == ((320, 240), False)


@pytest.mark.parametrize("what", ["a bomb", "cut short"])
def test_a_hostile_picture_in_a_form_is_refused_kindly(what):
    data, words = HOSTILE[what]

    with pytest.raises(UnreadableFile, match=words.split("(")[0].strip()):
        read_picture_safely(data)


@given(some.integers(1, 40), some.integers(1, 40), some.booleans())
@settings(max_examples=25, deadline=None)
def test_the_size_is_read_from_our_own_files(width, height, drawn):
    image = (
        Image.new("RGB", (width, height), "green") if drawn else Image.effect_noise((width, height), 90).convert("RGB")
    )

    assert size_of(redraw(written(image, "PNG")).data) == (width, height)
    lossy = written(image, "WEBP", quality=70)
    assert size_of(lossy) == (width, height)


@given(some.binary(max_size=400), some.integers(0, 2000))
@settings(max_examples=60, deadline=None)
def test_harmed_bytes_end_in_a_sentence(junk, place):
    good = drawing(64, 48)
    for data in (junk, good[:place], good[:place] + junk + good[place + len(junk) :]):
        with suppress(NotKept):
            assert redraw(data).data
