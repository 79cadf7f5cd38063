"""Ví dụ cho mỗi lệnh, trên kế hoạch mẫu."""

TEXTS = {
    "example.init": "planengine init .",
    "example.schema": (
        "planengine schema --out schema/plan.schema.json\n"
        "planengine schema plans/kh_106.yaml --out schema/plan.schema.json"
    ),
    "example.validate": "planengine validate plans/kh_106.yaml",
    "example.fmt": "planengine fmt plans/kh_106.yaml\nplanengine fmt --check plans/kh_106.yaml",
    "example.plan.rename": "planengine plan rename 1.4 1.5 plans/kh_106.yaml --diff",
    "example.plan.close": (
        "planengine plan close kh-106 --dry-run\n"
        'planengine plan close kh-106 --rest not_done --document "12/QĐ-UBND"'
    ),
    "example.plan.results": "planengine plan results ket_qua_2024.csv --dry-run",
    "example.explain": "planengine explain PE012",
    "example.apply": "planengine apply plans/kh_106.yaml --yes",
    "example.graph": (
        "planengine graph plans/kh_106.yaml\nplanengine graph plans/kh_106.yaml --format svg --out kh_106.svg"
    ),
    "example.schedule": "planengine schedule plans/kh_106.yaml\nplanengine schedule --why IV.1.6@2024",
    "example.impact": "planengine impact IV.1.5@2024 --slip 30d",
    "example.status": "planengine status --by-agency",
    "example.undo": 'planengine undo 2.1.1 --as so-tnmt --reason "ghi nhầm nhiệm vụ"',
    "example.list": ("planengine list --overdue\nplanengine list --agency so-tnmt --due-within 30d"),
    "example.inbox": "planengine inbox",
    "example.confirm": (
        "planengine confirm 2.1.1 --agency so-tnmt\nplanengine confirm --document 123/BC-STNMT"
    ),
    "example.return": 'planengine return 2.1.1 --agency so-tnmt --reason "Thiếu ý kiến Sở Tài chính"',
    "example.reopen": 'planengine reopen 2.1.1 --agency so-tnmt --reason "Số liệu phải tính lại"',
    "example.pause": ('planengine pause 2.1.1 --agency so-tnmt --reason "Chờ luật" --document 88/UBND'),
    "example.resume": "planengine resume 2.1.1 --agency so-tnmt",
    "example.cancel": ('planengine cancel 2.1.3 --agency so-tnmt --reason "Đã gộp" --document 90/UBND'),
    "example.exempt": 'planengine exempt 6.1 --agency hoi-an --reason "Không còn HTX nông nghiệp"',
    "example.open": 'planengine open IV.2.2 --note "Huyện Đại Lộc hỏi về vốn đối ứng"\nplanengine open 2.1.2 --due 2024-12-20',
    "example.reassign": 'planengine reassign 2.1.3 --agency so-tnmt --to so-tc --reason "Đúng việc"',
    "example.reorganise": (
        "planengine reorganise --on 2025-03-01 --dry-run\n"
        "planengine reorganise --on 2025-03-01 --except 4.1:so-ldtbxh=so-gddt --yes"
    ),
    "example.mine": "planengine mine --as so-tnmt",
    "example.show": ("planengine show 2.1.1\nplanengine show IV.1.6@2024"),
    "example.accept": ("planengine accept 2.1.1 --as so-tnmt\nplanengine accept --all --as so-tnmt"),
    "example.decline": 'planengine decline 2.1.3 --as so-tnmt --reason "Không thuộc chức năng"',
    "example.commit": "planengine commit 2.1.1 --as so-tnmt --by 2024-11-29",
    "example.start": "planengine start 2.1.1 --as so-tnmt",
    "example.progress": (
        'planengine progress 2.2.1 --as tam-ky --note "Đã tổ chức 2 hội nghị"\n'
        'planengine progress 2.2.1 --as tam-ky --figure "lượt người=120"'
    ),
    "example.done": (
        'planengine done 2.1.1 --as so-tnmt --evidence "123/BC-STNMT ngày 05/12/2024"\n'
        "planengine done 1.1 --as so-nnptnt --on 2024-12-11 --document 402/BC-SNNPTNT"
    ),
    "example.withdraw": "planengine withdraw 2.1.1 --as so-tnmt",
    "example.log": "planengine log 2.1.1",
    "example.remind.enable": "planengine remind enable",
    "example.remind.preview": "planengine remind preview --until 2024-12-31",
    "example.remind.run": "planengine remind run --once",
    "example.remind.log": "planengine remind log",
    "example.worker": "planengine worker --every 60",
    "example.audit.verify": "planengine audit verify\nplanengine audit verify --deep",
    "example.audit.export": "planengine audit export nhat_ky.jsonl",
    "example.audit.checkpoint": (
        "planengine audit checkpoint\n"
        "planengine audit checkpoint --verify 'kh-106, 812/812, 1a2b-3c4d-5e6f-7a8b'"
    ),
    "example.sheet.export": (
        "planengine sheet export --agency so-tnmt\nplanengine sheet export --all --out bang_gui\n"
        "planengine sheet export --all --targets --out so_lieu"
    ),
    "example.sheet.import": (
        "planengine sheet import kh-106_so-tnmt_2024-12-05.xlsx --dry-run\n"
        "planengine sheet import kh-106_so-tnmt_2024-12-05.xlsx --out loi.xlsx"
    ),
    "example.db.backup": "planengine db backup",
    "example.db.check": "planengine db check",
    "example.db.restore": "planengine db restore backups/planengine-20241205-080500.db",
    "example.db.migrate": "planengine db migrate",
    "example.demo": "planengine demo",
    "example.plan.export": "planengine plan export plans/kh_106.yaml phu_luc.xlsx",
    "example.plan.import": "planengine plan import phu_luc.xlsx --out plans/kh_106_moi.yaml\nplanengine plan import bang.docx --dry-run --table 2 --column lead=4",
    "example.difficulty.raise": 'planengine difficulty raise 2.1.1 --as so-tnmt --text "Chưa có bản đồ"\nplanengine difficulty raise 2.1.1 --text "Thiếu vốn" --beyond-authority',
    "example.difficulty.answer": 'planengine difficulty answer VM-1 --text "Bổ sung vốn trong quý I"\nplanengine difficulty answer VM-2 --text "Đồng ý" --document "88/UBND-KTN"',
    "example.difficulty.resolve": "planengine difficulty resolve VM-1 --as so-tnmt",
    "example.difficulty.escalate": 'planengine difficulty escalate VM-1 --reason "Vượt thẩm quyền"\nplanengine difficulty escalate VM-1 --to ubnd-tinh --reason "Vượt thẩm quyền"',
    "example.difficulty.list": "planengine difficulty list --open --agency so-tnmt",
    "example.evidence.add": "planengine evidence add 2.1.1 --as so-tnmt --file bao-cao.pdf\nplanengine evidence add 2.1.1 --as so-tnmt --link https://quangnam.gov.vn/bc/1",
    "example.evidence.list": "planengine evidence list 2.1.1",
    "example.evidence.verify": "planengine evidence verify\nplanengine evidence verify --sweep",
    "example.evidence.fetch": "planengine evidence fetch 2.1.1 --out bao-cao.pdf",
    "example.note": 'planengine note 2.1.1 --as so-tnmt --text "Đã họp với Sở Tài chính ngày 02/12"',
    "example.extend": 'planengine extend IV.1.5@2024 --as hoi-an --to 2024-12-31 --reason "Bão số 6"\nplanengine extend IV.1.5@2024 --as hoi-an --withdraw',
    "example.approve": "planengine approve IV.1.5@2024 --as ubnd-tinh\nplanengine approve IV.1.5@2024 --as ubnd-tinh --to 2024-12-20",
    "example.reject": 'planengine reject IV.1.5@2024 --as ubnd-tinh --reason "Không đủ căn cứ"',
    "example.target.set": (
        "planengine target set G1 --period 2024 --value 12,5 --as so-nnptnt\n"
        "planengine target set G1=52 G2=7 --period 2024 --as so-nnptnt"
    ),
    "example.target.withdraw": (
        'planengine target withdraw G1 --period 2024 --as so-nnptnt --reason "nhầm kỳ"'
    ),
    "example.target.list": "planengine target list --period 2024",
    "example.target.show": "planengine target show G1",
    "example.diff": "planengine diff plans/kh_106.yaml",
    "example.baseline.set": 'planengine baseline set "Điều chỉnh 2025" --document "88/QĐ-UBND"\nplanengine baseline set "Sau bão" --only IV.1.5 --reason "Bão số 6"',
    "example.baseline.list": "planengine baseline list",
    "example.baseline.show": 'planengine baseline show\nplanengine baseline show "ban đầu"',
    "example.plan.revisions": "planengine plan revisions\nplanengine plan revisions --show 1",
    "example.revert": 'planengine revert 1 --reason "Áp dụng nhầm tệp" --dry-run\nplanengine revert 1 --reason "Áp dụng nhầm tệp" --yes',
}
