"""A picture goes from a writer's form to a contestant's phone, and is there when the network is not."""

from playwright.sync_api import Page, expect
from sqlmodel import select

from question_bank.question import QuestionMedia, QuestionVersion
from question_bank.readers import read_picture_safely
from quiz import database
from quiz.files import pictures_in
from tests.browser.axe import axe
from tests.browser.server import Served
from tests.pictures import HOSTILE, drawing, photograph

LOADED = "image => image.complete && image.naturalWidth > 0"


def show_pictures(served: Served) -> None:
    """Each question of the world shows a photograph; its second choice, a sign."""
    files, size = pictures_in(served.data_dir), {"width": 320, "height": 240}
    with database.transaction() as session:
        for number, known in enumerate(served.world.versions):
            version = session.get_one(QuestionVersion, known.id)
            pictures = [
                {"at": at, "alt": "Hình", "file": files.keep(read_picture_safely(data)[0])} | size
                for at, data in (
                    ("stem", photograph(320, 240)),
                    (version.choices[1]["id"], drawing(color=["red", "green", "blue"][number])),
                )
            ]
            version.content = version.content | {"pictures": pictures}
            session.add(version)
            for place, picture in enumerate(pictures):
                session.add(QuestionMedia(version_id=known.id, number=place, at=picture["at"], sha256=picture["file"]))


def test_pictures_are_on_the_phone_before_the_network_goes(served: Served, phone: Page) -> None:
    show_pictures(served)
    served.come_in(phone.context, served.world.entries["duong"])
    phone.goto(f"{served.url}/play/legs/{served.world.leg.public_id}")
    phone.get_by_role("button", name="Bắt đầu").click()
    phone.wait_for_function(
        "() => { const all = [...document.querySelectorAll('.picture')];"
        " return all.length === 6 && all.every(image => image.complete && image.naturalWidth > 0); }"
    )
    assert axe(phone) == []
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Tiếp").click()

    second = phone.locator("#cau-2")
    expect(second).to_be_visible()
    for image in second.locator(".picture").all():
        assert image.evaluate(LOADED)


def test_a_writer_adds_pictures_by_form(served: Served, desktop: Page) -> None:
    served.sit_at_desk(desktop.context, served.world.people["ha"])
    desktop.goto(f"{served.url}/bank/questions/new?kind=judge_post")
    desktop.get_by_label("Câu hỏi", exact=True).fill("Bài đăng này nói thật không?")
    desktop.get_by_label("Bài đăng, tin nhắn").fill("Nhà nước phát 500.000 đồng cho mỗi người, bấm vào ảnh để nhận.")
    desktop.get_by_label("Giả", exact=True).check()
    desktop.locator("[name=choice_0]").fill("Không có nguồn")
    desktop.locator("[name=choice_1]").fill("Có chữ ký số")
    desktop.locator("[name=right]").first.check()
    pictures = desktop.locator(".pictures")
    pictures.get_by_text("Thêm ảnh").click()
    pictures.get_by_label("Tệp ảnh").set_input_files(
        {"name": "x.png", "mimeType": "image/png", "buffer": HOSTILE["a bomb"][0]}
    )
    pictures.get_by_label("Mô tả ảnh").fill("Ảnh chụp một tin nhắn có nút “Nhận ngay”")
    pictures.get_by_label("Đứng ở").select_option("post")
    desktop.get_by_role("button", name="Tải ảnh lên").click()
    expect(pictures.get_by_text("quá nhiều điểm ảnh")).to_be_visible()
    expect(pictures.get_by_label("Mô tả ảnh")).to_have_value("Ảnh chụp một tin nhắn có nút “Nhận ngay”")

    pictures.get_by_label("Tệp ảnh").set_input_files(
        {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": photograph(900, 700)}
    )
    desktop.get_by_role("button", name="Tải ảnh lên").click()
    expect(pictures.locator(".thumbnail img")).to_be_visible()
    pictures.get_by_text("Thêm ảnh").click()
    assert axe(desktop) == []
    pictures.get_by_label("Tệp ảnh").set_input_files({"name": "y.png", "mimeType": "image/png", "buffer": drawing()})
    desktop.get_by_role("button", name="Lưu và gửi duyệt").click()
    expect(desktop.locator(".thumbnail img, .post .picture")).to_have_count(2)
    assert axe(desktop) == []
    with database.transaction(writing=False) as session:
        kept = session.exec(select(QuestionMedia).order_by(QuestionMedia.number)).all()
    assert [(each.at, bool(each.alt)) for each in kept] == [("post", True), ("stem", False)]
    desktop.get_by_role("link", name="Xem như thí sinh").click()
    expect(desktop.locator(".post .picture")).to_be_visible()
