"""Sắp xếp bộ máy: ai tiếp nhận việc của ai."""

TEXTS = {
    "succession.plan": "{plan}: sắp xếp bộ máy tính đến ngày {on}",
    "succession.nothing": "{plan}: đến ngày {on} không có việc nào phải chuyển.",
    "succession.head.secretariat": "  Cơ quan theo dõi kế hoạch: {agency} → {to}",
    "succession.head.approver": "  Cơ quan phê duyệt: {agency} → {to}",
    "succession.unled.secretariat": "  ✗ Cơ quan theo dõi kế hoạch {agency} ({id}) đã kết thúc hoạt động, chưa rõ ai thay:",
    "succession.unled.approver": "  ✗ Cơ quan phê duyệt {agency} ({id}) đã kết thúc hoạt động, chưa rõ ai thay:",
    "succession.moved": "  {agency} → {to}: {count} phần việc",
    "succession.split": "  {agency} → {heirs} cơ quan, mỗi cơ quan một phần ({to}): {count} phần việc",
    "succession.tasks": "      {tasks}",
    "succession.basis": "      Căn cứ: {basis}",
    "succession.unverified": "      Lưu ý: danh bạ ghi là chưa đối chiếu với văn bản.",
    "succession.merged": "  {agency} ({role:role}) nhập vào phần đã có của {to}: {count} phần việc",
    "succession.raised": "  {task}: {agency} nhận vai trò {role:role} ({state:state})",
    "succession.resized": "  {task}: {agency} còn {size} thành viên",
    "succession.kept": (
        "  {task}: báo cáo của {agency} đang chờ xác nhận nên giữ nguyên; xác nhận hoặc trả lại, rồi chạy lại lệnh này nếu còn."
    ),
    "succession.undecided": "Cần quyết định ({count} phần việc):",
    "succession.open": "  {agency} ({id}): {count} phần việc: {tasks}",
    "succession.why.none": "      Danh bạ không ghi cơ quan kế thừa.",
    "succession.why.several": "      Có nhiều cơ quan kế thừa, danh bạ chưa ghi policy: {candidates}",
    "succession.why.unnamed": "      Danh bạ ghi một cơ quan nhận nhưng chưa nêu tên; có thể là: {candidates}",
    "succession.why.not_yet": "      Cơ quan kế thừa chưa hoạt động vào ngày đó: {candidates}",
    "succession.why.unknown": "      Cơ quan kế thừa không có trong danh bạ: {candidates}",
    "succession.why.group": "      Nhóm theo dõi chung không còn thành viên nào.",
    "succession.why.over": (
        "      {candidates} đã có phần riêng, đã kết thúc. Miễn phần này (exempt), mở lại phần kia (reopen), hoặc giao cơ quan khác."
    ),
    "succession.why.asking": "      Đang xin gia hạn; duyệt hoặc trả lời đề nghị đó trước, vì phần việc sẽ nhập vào phần của {candidates}.",
    "succession.why.unverified": "      Chưa đối chiếu với văn bản: {candidates}. Chấp nhận thì thêm --unverified.",
    "succession.why.same": "      Cơ quan theo dõi và cơ quan phê duyệt sẽ là một; hãy chỉ định cơ quan khác.",
    "succession.how": (
        "  → Chỉ định: --give CƠ_QUAN_CŨ=CƠ_QUAN_MỚI; riêng một nhiệm vụ: --except NHIỆM_VỤ=CƠ_QUAN_MỚI;\n"
        "    nơi nào có nhiều cơ quan kế thừa: --policy all hoặc --policy parent; để lại sau: --leave"
    ),
    "succession.dry_run": "Chỉ xem; chưa ghi gì.",
    "succession.ask": "Chuyển như trên? [c/k]",
    "succession.done": "✓ {plan}: đã chuyển {count} phần việc; lịch sử giữ tên cũ.",
}
