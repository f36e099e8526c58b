"""What people, and other sites, call kinds and difficulties in their files. All folded.

And the one topic that every bank has: whoever reads files knows of it without knowing of a database.
"""

UNSORTED_NAME = "Chưa phân loại"

KIND_NAMES: dict[str, str] = {
    **dict.fromkeys(("mot lua chon", "mot dap an", "trac nghiem mot dap an", "single choice"), "single_choice"),
    **dict.fromkeys(("nhieu lua chon", "nhieu dap an", "checkbox", "multiple answer"), "multiple_choice"),
    **dict.fromkeys(("dung hay sai", "dung sai", "dung/sai", "true false", "true/false"), "true_false"),
    **dict.fromkeys(
        ("tra loi ngan", "dien tu", "dien vao cho trong", "dien khuyet", "tu luan ngan", "short answer",
         "fill in the blank", "fill in the blanks", "shortanswer", "short text"), "short_text",
    ),
    **dict.fromkeys(("dien so", "dap so", "so", "numeric", "numerical"), "numeric"),
    **dict.fromkeys(("sap xep", "sap xep thu tu", "thu tu", "reorder", "ordering", "sequence"), "ordering"),
    **dict.fromkeys(("ghep doi", "ghep cap", "noi cot", "noi cap", "match", "matching"), "matching"),
    **dict.fromkeys(
        ("nhan dinh bai dang", "danh gia bai dang", "kiem chung bai dang", "nhan dinh tin", "that hay gia",
         "tin that hay gia", "tin that hay tin gia", "that/gia", "judge post", "real or fake"), "judge_post",
    ),
    **dict.fromkeys(
        ("viec can lam truoc", "viec lam truoc", "lam gi truoc", "viec dau tien", "buoc dau tien", "buoc tiep theo",
         "next step"), "next_step",
    ),
    **dict.fromkeys(
        ("viec can lam theo thu tu", "cac buoc xu ly", "cac buoc can lam", "thu tu xu ly", "next steps"), "next_steps",
    ),
    **dict.fromkeys(("phan loai tin gia", "phan loai tin", "loai tin gia", "classify"), "classify"),
    **dict.fromkeys(("tu luan", "essay", "open ended", "open"), "essay"),
    # Other sites say so of a question with choices, of which one or several are right: the key tells.
    **dict.fromkeys(("multiple choice", "trac nghiem", "quiz", ""), ""),
}  # fmt: skip
DIFFICULTY_NAMES = {
    "rat de": 1,
    "de": 2,
    "easy": 2,
    "biet": 2,
    "nhan biet": 2,
    "trung binh": 3,
    "vua": 3,
    "medium": 3,
    "hieu": 3,
    "thong hieu": 3,
    "kho": 4,
    "hard": 4,
    "van dung": 4,
    "rat kho": 5,
    "van dung cao": 5,
}
DIFFICULTY_BY_DEFAULT = 3
