"""Giải thích từng mã lỗi, mã cảnh báo: nghĩa là gì và vì sao phải sửa. Câu ngắn gọn lúc kiểm tra nằm ở `faults`."""

TEXTS: dict[str, str] = {
    # Khung của lệnh explain
    "explain.head": "{code} · {severity} · {title}",
    "explain.row": "{code}  {title}",
    "explain.wrong": "Viết sai",
    "explain.right": "Viết đúng",
    "explain.generated": "Lỗi này nằm ở chính tệp, không ở câu chữ, nên không có ví dụ bằng chữ.",
    "explain.silence": (
        "Bộ phận tổng hợp có thể bỏ qua cảnh báo này, kèm lý do: ghi allow vào nhiệm vụ, hoặc vào mục plan nếu bỏ qua "
        "trong cả kế hoạch. Cảnh báo đã bỏ qua vẫn được đếm và xem lại được bằng validate --all."
    ),
    "explain.silence_line": "allow: [{{code: {code}, reason: Nêu lý do ở đây}}]",
    "explain.must_mend": "Đây là lỗi: kế hoạch chưa áp dụng được cho đến khi sửa xong.",
    "explain.see_also": "Xem thêm",
    "explain.errors": "Lỗi (phải sửa trước khi áp dụng)",
    "explain.warnings": "Cảnh báo (nên xem lại; bỏ qua được nếu có lý do)",
    "explain.more": "Xem giải thích và ví dụ của một mã: planengine explain PE012",
    # Tệp
    "explain.PE001": (
        "Kế hoạch nêu một tệp (danh bạ hoặc lịch) mà trong thư mục không có. Thiếu tệp đó thì không biết cơ quan nào có "
        "thật, ngày nào là ngày làm việc."
    ),
    "explain.PE002": (
        "Tên tệp có, nhưng đó là một thư mục, hoặc người đang dùng máy không có quyền đọc. Chương trình không đoán "
        "nội dung của tệp không đọc được."
    ),
    "explain.PE003": (
        "Tệp kế hoạch là chữ, dài nhất cũng chỉ vài trăm nghìn byte. Tệp quá lớn thường là nhầm tệp (ảnh, tệp nén), nên "
        "được từ chối ngay, không đọc tiếp."
    ),
    "explain.PE004": (
        "Tệp được lưu bằng UTF-16 hoặc UTF-32, thường do chọn “Unicode” khi lưu trên Windows. Cùng một chữ Việt sẽ thành "
        "các byte khác, nên chỉ nhận một bảng mã là UTF-8."
    ),
    "explain.PE005": (
        "Trong tệp có byte không thuộc UTF-8, thường do dán chữ từ phông cũ (.VnTime, VNI). Nếu bỏ qua, chữ Việt sẽ thành "
        "ký tự lạ trong thư nhắc việc."
    ),
    "explain.PE006": (
        "Có ký tự không nhìn thấy được: ký tự điều khiển, dấu đảo chiều chữ, dấu ngắt dòng lạ. Chúng làm dòng chữ hiện ra "
        "khác với nội dung thật, nên không được có trong kế hoạch."
    ),
    "explain.PE007": (
        "Bộ đọc YAML không hiểu được chỗ này nên dừng đọc tệp ở đây; phần phía sau chưa được kiểm tra. Thường là dấu "
        "nháy đóng quá sớm, hoặc các dòng thụt không thẳng cột."
    ),
    "explain.PE008": (
        "Trong YAML, dấu hai chấm kèm dấu cách tách tên khóa với giá trị. Câu văn có “: ” ở giữa mà không có ngoặc kép sẽ "
        "bị hiểu thành một khóa mới."
    ),
    "explain.PE009": (
        "Một số dấu (%, @, `) có ý nghĩa riêng khi đứng đầu dòng chữ. Có ngoặc kép thì chúng chỉ còn là chữ."
    ),
    "explain.PE010": (
        "Ngoặc hoặc nháy mở ra mà không đóng, nên mọi dòng phía sau bị hiểu là nằm trong đó. Dấu mũ chỉ chỗ mở, không "
        "phải chỗ bộ đọc dừng lại."
    ),
    "explain.PE011": (
        "Độ rộng của Tab tùy trình soạn thảo, nên cấp của dòng sẽ không rõ. YAML chỉ nhận dấu cách để thụt dòng."
    ),
    "explain.PE012": (
        "Một khóa viết hai lần trong cùng một mục thì không biết lấy giá trị nào; nhiều chương trình lặng lẽ lấy cái sau "
        "và mất cái trước. Ở đây phải chọn rõ."
    ),
    "explain.PE013": (
        "Nhãn bắt đầu bằng dấu chấm than yêu cầu chương trình hiểu giá trị theo một kiểu riêng. Kế hoạch không cần đến: "
        "mỗi khóa đã có kiểu của nó."
    ),
    "explain.PE014": (
        "Neo (&) để dùng lại giá trị ở chỗ khác. Người đọc không thấy được giá trị đã lặp lại ở đâu, nên kế hoạch viết ra "
        "đầy đủ."
    ),
    "explain.PE015": (
        "Dấu * lấy lại giá trị đã neo ở chỗ khác. Người đọc phải đi tìm mới biết nội dung, nên kế hoạch viết ra đầy đủ."
    ),
    "explain.PE016": "Khóa << đưa các khóa từ chỗ khác vào đây mà người đọc không nhìn thấy. Hãy viết rõ từng khóa.",
    "explain.PE017": (
        "Tên khóa nằm bên trái dấu hai chấm và phải là một từ. Ngoặc ở đây khiến nó thành một danh sách."
    ),
    "explain.PE018": (
        "Dòng --- bắt đầu một tài liệu YAML khác. Mỗi tệp là một kế hoạch, phần sau dòng này sẽ không ai đọc đến."
    ),
    "explain.PE019": (
        "Kế hoạch thật không lồng sâu như vậy; thường là thừa dấu ngoặc mở. Có giới hạn để một tệp hỏng không làm treo máy."
    ),
    "explain.PE020": (
        "Tệp có nhiều giá trị hơn mọi kế hoạch thật; đọc tiếp chỉ làm treo máy. Kiểm tra có đúng là tệp kế hoạch không."
    ),
    "explain.PE021": (
        "Kế hoạch chỉ được đọc các tệp trong thư mục của nó và thư mục con, kể cả qua liên kết. Nhờ vậy có thể chép cả thư "
        "mục sang máy khác mà không thiếu tệp, và không đọc nhầm tệp khác trên máy."
    ),
    "explain.PE022": (
        "Đường dẫn bắt đầu từ gốc ổ đĩa chỉ đúng trên một máy. Đường dẫn tính từ thư mục của kế hoạch thì đúng ở mọi nơi."
    ),
    "explain.PE023": "Tệp chưa có gì ngoài ghi chú và dòng trống, nên chưa phải là kế hoạch.",
    "explain.PE024": (
        "Một tệp có quá nhiều lỗi thì thường có một nguyên nhân chung. Chỉ các lỗi đầu được hiển thị; sửa xong rồi kiểm tra "
        "lại sẽ thấy phần còn lại."
    ),
    "explain.PE025": (
        "Tệp được viết cho phiên bản planengine mới hơn. Đọc theo cách cũ có thể hiểu sai, nên chương trình từ chối."
    ),
    "explain.PE026": (
        "Dấu hai chấm kèm dấu cách tách tên khóa với giá trị. Không có nó thì cả dòng chỉ là chữ, và không ai"
        " biết đó là khóa nào."
    ),
    "explain.PE027": (
        "Trong YAML, độ thụt cho biết dòng nào thuộc về đâu. Lệch một dấu cách là thuộc về chỗ khác, nên bộ "
        "đọc dừng ở đây; phần phía sau chưa được kiểm tra."
    ),
    "explain.PE028": (
        "Giá trị kết thúc ở dấu đóng, nên chữ phía sau không thuộc về đâu cả. Thường là một câu có nháy ở "
        "giữa, hoặc một dấu nháy ở dòng trên quên đóng nên mọi dấu sau đó bị lệch."
    ),
    "explain.PE029": (
        "Word và trang web hay dùng dấu cách không ngắt để hai chữ không rời nhau. Trong tệp kế hoạch, nó đứng đầu dòng hoặc sau dấu hai chấm thì bộ đọc coi là một phần của chữ, nên tên khóa và giá trị dính vào nhau."
    ),
    # Khóa và giá trị
    "explain.PE030": (
        "Khóa này không có trong định dạng. Nếu bỏ qua, điều đã viết (thường là thời hạn hoặc cơ quan) sẽ mất mà không ai "
        "biết; vì vậy một lỗi gõ phím cũng được báo."
    ),
    "explain.PE031": "Thiếu khóa này thì kế hoạch chưa đủ để theo dõi. Chương trình không tự điền thay.",
    "explain.PE032": "Khóa này nhận chữ, nhưng dấu ngoặc ở đầu làm nó thành danh sách hoặc nhóm khóa.",
    "explain.PE033": (
        "Khóa này nhận danh sách, kể cả khi chỉ có một giá trị. Viết thành danh sách thì sau này thêm không phải đổi dạng."
    ),
    "explain.PE034": "Chỗ này cần các dòng “khóa: giá trị”, không phải một giá trị đơn.",
    "explain.PE035": "Trong danh sách có một chỗ trống. Không biết là thừa hay quên điền, nên phải chọn.",
    "explain.PE036": (
        "5/3/2025 có thể là 5 tháng 3 hoặc 3 tháng 5. Kế hoạch chỉ nhận hai cách viết không thể hiểu nhầm: 2025-03-05 và "
        "05/03/2025 (ngày trước, tháng sau)."
    ),
    "explain.PE037": "Ngày này không có trong lịch, ví dụ 30 tháng 2. Nhắc việc không thể đến vào ngày không có thật.",
    "explain.PE038": "Chỗ này cần một số nguyên trong khoảng cho phép, ví dụ tỷ lệ phần trăm từ 1 đến 100.",
    "explain.PE039": (
        "Có, không, yes, no, 1, 0 dễ bị hiểu khác nhau giữa các chương trình. Ở đây chỉ nhận true (có) và false (không)."
    ),
    "explain.PE040": (
        "10 là 10 ngày hay 10 ngày làm việc? Đơn vị luôn phải viết: d là ngày theo lịch, wd là ngày làm việc."
    ),
    "explain.PE041": (
        "Ngày hằng năm viết tháng trước, ngày sau và phải có trong mọi năm; 29 tháng 2 không có trong phần lớn các năm."
    ),
    "explain.PE042": "Khóa này chỉ nhận một số từ nhất định. Từ khác không có nghĩa gì với chương trình.",
    "explain.PE043": (
        "Mã được dùng trong lệnh, trong nhật ký và trong thư, nên chỉ gồm chữ cái không dấu và chữ số, không có dấu cách."
    ),
    "explain.PE044": (
        "Chỗ này cần mã ngắn của cơ quan như trong danh bạ (so-tc), không phải tên đầy đủ. Tên đầy đủ có thể viết nhiều "
        "cách, mã thì chỉ có một."
    ),
    "explain.PE045": "Số dòng để tra lại văn bản gốc, nên chỉ gồm số và dấu gạch nối.",
    "explain.PE046": (
        "Thư nhắc việc gửi đến địa chỉ này. Địa chỉ sai thì cơ quan không nhận được nhắc việc, và không ai biết."
    ),
    "explain.PE047": (
        "Bí mật nhà nước không được đưa vào hệ thống này ở bất kỳ dạng nào, kể cả tiêu đề. Nội dung “hạn chế phổ biến” thì "
        "được, với  restricted: true: ra ngoài chỉ có mã, thời hạn và đường dẫn."
    ),
    "explain.PE048": (
        "Thời hạn phải tính được thành một ngày. “Cuối năm”, “sớm nhất có thể” thì không tính quá hạn được; nếu văn bản "
        "không nêu ngày thì để none và đặt internal_due."
    ),
    "explain.PE049": "Thời hạn chỉ theo một cách: trước một ngày, hoặc trong một khoảng tính từ một việc khác.",
    "explain.PE050": "Hai điều kiện cùng lúc có thể trái nhau; phải chọn theo số lượng hoặc theo tỷ lệ.",
    "explain.PE051": "Mỗi dòng trong danh sách là một cơ quan hoặc một nhóm, không phải cả hai.",
    "explain.PE052": (
        "Mức phấn đấu gồm dấu so sánh, con số và đơn vị thì mới so được với số liệu báo cáo. “Từ 50% trở lên” viết là "
        '">= 50 %", “trên 50%” viết là "> 50 %".'
    ),
    "explain.PE053": "all là chờ tất cả, period và agency là chờ từng phần tương ứng; không thể vừa tất cả vừa từng phần.",
    "explain.PE054": (
        "readings ghi lại chỗ nào là cách hiểu của người nhập. Mỗi cách hiểu gắn với một khóa của chính nhiệm vụ đó."
    ),
    "explain.PE055": "Lỗi thì không bỏ qua được, vì kế hoạch có lỗi không áp dụng được. Chỉ cảnh báo mới bỏ qua được.",
    "explain.PE056": (
        "Mục có các nhiệm vụ bên trong chỉ là tiêu đề: không giao cho ai, không có thời hạn. Giao việc ở mục thì không "
        "biết giao cho nhiệm vụ nào."
    ),
    "explain.PE057": "Văn bản hành chính không có nhiều cấp đến vậy; danh sách lồng quá sâu thì không ai đọc được.",
    "explain.PE058": "Có khóa tasks thì đây là mục; mục không có gì bên trong thì không có việc để theo dõi.",
    "explain.PE059": (
        "Báo cáo, nhắc việc, nhật ký đều gọi nhiệm vụ bằng mã. Hai nhiệm vụ chung một mã thì báo cáo của việc này sẽ tính "
        "cho việc kia."
    ),
    "explain.PE060": "Thời hạn hết vào cuối ngày theo múi giờ của kế hoạch. Múi giờ phải là tên có thật.",
    "explain.PE061": "Mỗi mã trong danh bạ chỉ một cơ quan hoặc một nhóm; nếu trùng thì không biết giao cho ai.",
    "explain.PE062": "Không có danh bạ thì không biết mã nào là cơ quan nào, gửi nhắc việc đến đâu.",
    "explain.PE063": (
        "Làm bù là đi làm một ngày nghỉ cuối tuần thay cho một ngày khác được nghỉ. Thiếu ngày được nghỉ, hoặc ngày đó "
        "không có trong days_off, thì số ngày làm việc bị tính sai."
    ),
    "explain.PE064": "Một ngày ghi hai lần có thể trái nhau (vừa nghỉ vừa làm). Mỗi ngày chỉ ghi một lần.",
    "explain.PE065": "Ngày này vốn đã là ngày làm việc, nên không thể làm bù vào đó. Thường là ghi nhầm ngày.",
    "explain.PE066": "Lịch nói mình biết đủ các ngày nghỉ trong khoảng covers. Ngày ngoài khoảng đó thường là gõ nhầm năm.",
    "explain.PE067": "Lịch không nói về ngày nào cả vì ngày cuối đứng trước ngày đầu. Thường là viết ngược hai ngày.",
    "explain.PE068": (
        "Dấu gạch cho biết một mục mới của danh sách bắt đầu. Thiếu nó thì các khóa của mục này chạy vào mục phía trên, nên "
        "khóa đầu tiên bị viết hai lần."
    ),
    "explain.PE069": (
        "YAML chỉ nhận dấu gạch ngắn kèm dấu cách. Dấu gạch dài của Word, dấu chấm tròn, dấu sao, hoặc dấu gạch viết liền "
        "với chữ đều chỉ là chữ."
    ),
    "explain.PE071": (
        "Độ lệch cho phép tính theo đơn vị của mức phấn đấu: mức “khoảng 30 %” lệch 2 là từ 28 % đến 32 %. Ghi kèm “%” thì "
        "không rõ là điểm phần trăm hay phần trăm của mức đó."
    ),
    "explain.PE070": (
        "Chủ trì là một cơ quan chịu trách nhiệm cuối cùng. Nêu hai cơ quan ở lead thì không biết hỏi ai; giao chung cho "
        "nhiều cơ quan có khóa riêng là joint, phối hợp là support."
    ),
    # Cơ quan và trách nhiệm
    "explain.PE101": (
        "Nhiệm vụ giao cho một mã không có trong danh bạ. Nhiệm vụ giao cho cơ quan không có thật thì không ai làm và "
        "không ai được nhắc."
    ),
    "explain.PE102": "Chủ trì, đầu mối, cơ quan tổng hợp phải là một cơ quan để biết ai chịu trách nhiệm.",
    "explain.PE103": (
        "Nhiệm vụ chờ một mã không có trong kế hoạch. Nếu bỏ qua, nhiệm vụ sẽ được coi là bắt đầu được ngay trong khi thật "
        "ra phải chờ."
    ),
    "explain.PE104": "related nêu một mã không có trong kế hoạch, nên người đọc không tìm được nhiệm vụ liên quan.",
    "explain.PE105": "Nhiệm vụ gắn với một chỉ tiêu không có trong kế hoạch, nên kết quả sẽ không tính vào chỉ tiêu nào.",
    "explain.PE106": (
        "Mỗi nhiệm vụ phải nói rõ ai làm, kể cả khi văn bản không nêu: khi đó ghi  unassigned: true. Bỏ trống thì không "
        "biết là quên hay văn bản không nêu."
    ),
    "explain.PE107": (
        "Mỗi cách giao việc có cách tính hoàn thành riêng: theo chủ trì, theo cả danh sách, theo từng cơ quan. Hai cách "
        "cùng lúc thì không biết khi nào xong."
    ),
    "explain.PE108": (
        "Bộ phận tổng hợp xác nhận việc của các cơ quan; việc của chính bộ phận tổng hợp do cơ quan phê duyệt xác nhận. "
        "Trùng nhau thì có nơi tự xác nhận việc của mình."
    ),
    "explain.PE109": "Nhiệm vụ chờ chính nó thì không bao giờ bắt đầu được.",
    "explain.PE110": "Chờ mục chứa mình là chờ cả chính mình, nên không bao giờ bắt đầu được.",
    "explain.PE111": "Hai dòng chờ cùng một nhiệm vụ có thể trái nhau về kiểu hoặc độ trễ. Chỉ giữ một dòng.",
    "explain.PE112": "Nhiệm vụ thường xuyên không có lúc xong, nên nhiệm vụ chờ nó sẽ không bao giờ được bắt đầu.",
    "explain.PE113": (
        "Các nhiệm vụ chờ nhau thành vòng nên không nhiệm vụ nào bắt đầu được. Mỗi quan hệ chờ trong vòng được chỉ ra "
        "cùng dòng của nó, kể cả khi vòng đi qua mục; bỏ một quan hệ bất kỳ là hết vòng."
    ),
    "explain.PE114": "Định kỳ thì phải có chu kỳ, nếu không thì không biết có bao nhiêu kỳ báo cáo.",
    "explain.PE115": "Chu kỳ và thời gian lặp chỉ có nghĩa với nhiệm vụ định kỳ. Thường là thiếu  kind: recurring.",
    "explain.PE116": "12-15 là ngày 15 tháng 12 hằng năm. Nhiệm vụ làm một lần thì phải nói rõ năm nào.",
    "explain.PE117": "Bắt đầu sau khi đã hết hạn thì không thể đúng hạn. Thường là gõ nhầm năm hoặc tháng.",
    "explain.PE118": "Kế hoạch kết thúc trước khi bắt đầu thì không có ngày nào để thực hiện.",
    "explain.PE119": "Ngày cuối đứng trước ngày đầu. Thường là viết ngược hai ngày hoặc gõ nhầm năm.",
    "explain.PE120": "Số cơ quan phải hoàn thành nhiều hơn số cơ quan được giao, nên nhiệm vụ không bao giờ xong.",
    "explain.PE121": "Điều kiện hoàn thành này thuộc về cách giao việc khác, nên không tính được.",
    "explain.PE122": "Nhiệm vụ xong khi cơ quan đầu mối xong, mà chưa có đầu mối thì không bao giờ xong.",
    "explain.PE123": (
        "Kế hoạch tính theo ngày làm việc nhưng lịch không có ngày nghỉ của một phần thời gian. Đoán ngày nghỉ thì thời "
        "hạn tính ra có thể sai mấy ngày mà không ai biết."
    ),
    "explain.PE124": (
        "Theo danh bạ, cơ quan này đã kết thúc trước khi kế hoạch bắt đầu, hoặc thành lập sau khi kế hoạch kết thúc. "
        "Không có ngày nào nó nhận được việc."
    ),
    "explain.PE125": "Thành viên của nhóm phải là cơ quan trong danh bạ; nếu sai mã thì cơ quan đó không được giao việc.",
    "explain.PE126": "Cơ quan kế thừa nhận việc khi cơ quan cũ kết thúc. Sai mã thì việc không được chuyển cho ai.",
    "explain.PE127": "Nhiệm vụ chờ cơ quan phối hợp hoàn thành, nhưng không có cơ quan phối hợp nào.",
    "explain.PE128": (
        "Hạn nội bộ để làm xong sớm, trước thời hạn của văn bản. Muộn hơn thời hạn thì làm đúng hạn nội bộ vẫn là quá hạn."
    ),
    "explain.PE129": "Thời hạn tính từ ngày xong của một nhiệm vụ khác; không có nhiệm vụ đó thì không tính được.",
    "explain.PE130": "Phối hợp là phối hợp với cơ quan thực hiện. Chưa có ai thực hiện thì chưa có gì để phối hợp.",
    "explain.PE131": "Nhiệm vụ đã có chủ trì, hoặc mỗi cơ quan tự làm, thì không cần thêm đầu mối.",
    "explain.PE132": "Thời hạn tính từ ngày ban hành kế hoạch; chưa điền ngày đó thì chưa tính được thời hạn.",
    "explain.PE133": (
        "Hạn nội bộ không có trong văn bản, nên phải ghi ai đặt và theo đâu. Nếu không, cơ quan được nhắc sẽ hỏi mà không "
        "ai trả lời được."
    ),
    "explain.PE134": "Kỳ cập nhật dùng cho nhiệm vụ thường xuyên. Nhiệm vụ có kết thúc thì dùng thời hạn.",
    "explain.PE135": (
        "Ngày bắt đầu đã ghi sớm hơn ngày mà nhiệm vụ phải chờ có thể xong. Một trong hai sai; hai dòng đều được chỉ ra."
    ),
    "explain.PE136": "Nhóm có danh sách sẵn trong danh bạ thì mọi nhiệm vụ dùng chung danh sách đó, không nêu lại ở đây.",
    "explain.PE137": "Theo dõi cả nhóm bằng một dòng chỉ có nghĩa với nhóm; cơ quan thì vốn là một dòng.",
    "explain.PE138": "Nhóm không có ai thì việc giao cho nhóm không đến cơ quan nào.",
    "explain.PE139": "Nhóm mở là nhóm mà văn bản không liệt kê. Có danh sách thì không còn là nhóm mở.",
    "explain.PE140": "basis trong nhiệm vụ là căn cứ của hạn nội bộ. Căn cứ của cả kế hoạch ghi trong mục plan.",
    "explain.PE141": "15 là ngày 15 của tháng cuối mỗi kỳ. Nhiệm vụ làm một lần thì phải nói rõ tháng, năm.",
    "explain.PE142": "Nhiệm vụ định kỳ có một thời hạn trong mỗi kỳ; một ngày cố định chỉ đúng với một kỳ.",
    "explain.PE143": (
        "Thời hạn phải chuyển khi rơi vào ngày nghỉ, nhưng lịch không nói về ngày đó. Thường là gõ nhầm năm."
    ),
    "explain.PE144": (
        "Hạn nội bộ là ngày bộ phận tổng hợp đặt ra từ trước để đôn đốc, nên phải biết ngay khi áp dụng kế hoạch. Thời hạn đếm từ khi việc khác xong thì viết vào due."
    ),
    "explain.PE145": (
        "Nhiệm vụ định kỳ mở lại ở đầu mỗi kỳ. Một ngày bắt đầu (starts) chỉ đúng với một lần; kỳ đầu tiên do from quyết định."
    ),
    "explain.PE150": (
        "Danh sách moved cho biết mã cũ nay là mã nào, để việc đã theo dõi giữ nguyên kết quả dưới mã mới. Mã mới không có "
        "trong tệp thì kết quả đã ghi không biết gắn vào đâu."
    ),
    "explain.PE151": (
        "Một mã đã ghi là đổi sang mã khác thì không được còn trong tệp: không biết kết quả đã ghi là của nhiệm vụ mang mã cũ "
        "hay mã mới. Dùng lại một mã cũ cho nhiệm vụ khác cũng gây lẫn như vậy."
    ),
    "explain.PE152": (
        "Một mã cũ chỉ trở thành một mã mới. Hai dòng cùng một mã cũ thì không biết theo dòng nào, kể cả khi hai dòng giống "
        "nhau."
    ),
    "explain.PE153": (
        "Đi theo danh sách moved từ mã cũ phải đến một mã đang có trong tệp. Ở đây lại quay về chỗ bắt đầu, nên không có mã "
        "nào là mã hiện nay."
    ),
    "explain.PE154": (
        "Mã ghi ở removed, split, merge là mã đã thôi dùng: kết quả đã ghi được lưu dưới mã ấy. Nếu trong tệp vẫn còn nhiệm vụ "
        "mang mã ấy thì không biết nhiệm vụ còn hay bỏ. Tách hoặc gộp thì mọi nhiệm vụ mới đều mang mã mới."
    ),
    "explain.PE155": (
        "Mỗi mã chỉ rời kế hoạch một lần, theo một cách: bỏ, tách, gộp hoặc đổi mã. Hai dòng cùng một mã thì không biết theo "
        "dòng nào và căn cứ nào."
    ),
    "explain.PE156": (
        "Tách, gộp phải dẫn đến nhiệm vụ đang có trong tệp, để người đọc biết việc cũ nay ở đâu. Mã ở into không có trong "
        "tệp, và cũng không có dòng nào cho biết về sau nó được đổi, bỏ, tách hay gộp."
    ),
    "explain.PE157": (
        "Tách là một nhiệm vụ thành nhiều, gộp là nhiều thành một. Một thành một là đổi mã: kết quả đã ghi phải theo sang mã "
        "mới, và việc đó ghi ở moved."
    ),
    "explain.PE158": (
        "Khi yêu cầu của một việc đã báo cáo thay đổi, chỉ có một trong hai cách: mở lại để xét theo yêu cầu mới (reopen), hoặc "
        "giữ kết quả theo yêu cầu cũ (grandfather). Ghi cả hai thì không biết theo cách nào."
    ),
    "explain.PE160": (
        "Hai tệp cùng nói mình là một kế hoạch. Áp dụng cả hai thì tệp sau sẽ thay tệp trước, và việc đang theo dõi bị đổi "
        "theo."
    ),
    "explain.PE170": (
        "Cơ quan này ghi cơ quan kia là kế thừa rồi lại quay về chính mình, nên không biết việc đang làm chuyển cho ai. "
        "Thường là ghi nhầm chiều: succeeded_by ghi ở cơ quan kết thúc, không ghi ở cơ quan tiếp nhận."
    ),
    "explain.PE171": (
        "Việc đang làm chuyển ngay ngày sau until, không được gián đoạn. Cơ quan kế thừa chưa thành lập hoặc đã kết thúc vào "
        "ngày đó thì không có ai tiếp nhận."
    ),
    "explain.PE172": (
        "policy: one giao tất cả cho một trong các cơ quan kế thừa, nên cơ quan ở to phải có trong succeeded_by. Cơ quan cấp "
        "trên không phải cơ quan kế thừa thì dùng policy: parent."
    ),
    # Cảnh báo
    "explain.PE201": (
        "Trong YAML, dấu # sau dấu cách bắt đầu một ghi chú. “Mục #3” không có ngoặc kép chỉ còn “Mục”, và phần sau bị mất "
        "mà không có lỗi nào."
    ),
    "explain.PE202": (
        "Văn bản giao cho nhiều cơ quan mà không nêu chủ trì, nên không rõ ai chịu trách nhiệm chung. Nhiệm vụ vẫn theo "
        "dõi được theo từng cơ quan; khi có đầu mối thì ghi lại cùng văn bản làm căn cứ."
    ),
    "explain.PE203": (
        "Văn bản không nêu ai thực hiện, nên nhiệm vụ không ai làm và không ai được nhắc cho đến khi có phân công."
    ),
    "explain.PE204": (
        "Nhiệm vụ thường xuyên không có lúc xong, nên thời hạn không nói lên điều gì. Nếu có hạn thật thì đó là nhiệm vụ "
        "một lần hoặc định kỳ."
    ),
    "explain.PE205": (
        "Ngày cuối của thời hạn là ngày nghỉ, nên thực tế phải xong trước đó, hoặc được chuyển sang ngày làm việc kế tiếp. "
        "Chương trình không tự chuyển; kế hoạch nói rõ bằng day_off."
    ),
    "explain.PE206": (
        "Giữa ngày chốt số liệu và hạn báo cáo phải có ít nhất một ngày làm việc để tổng hợp (Nghị định 09/2019/NĐ-CP, "
        "Điều 8)."
    ),
    "explain.PE207": (
        "Cơ quan vừa thực hiện vừa phối hợp với chính mình. Chỉ vai trò thực hiện được tính; thường là chép thừa."
    ),
    "explain.PE208": "Tên viết hai lần chỉ được tính một lần; thường là định viết một cơ quan khác.",
    "explain.PE209": (
        "Văn bản giao cho “các cơ quan liên quan” mà không liệt kê. Nhiệm vụ được hiển thị nhưng chưa có ai nhận, cho đến "
        "khi kế hoạch nêu thành viên."
    ),
    "explain.PE210": (
        "Nhiệm vụ chờ việc của một kế hoạch khác không có trong lần kiểm tra này, nên không biết mã đó có thật không. Kiểm "
        "tra hai tệp cùng lúc thì biết ngay: planengine validate a.yaml b.yaml."
    ),
    "explain.PE211": (
        "Không có lịch thì ngày lễ, ngày nghỉ bù được tính như ngày làm việc, nên thời hạn theo ngày làm việc có thể sai."
    ),
    "explain.PE212": (
        "Nhiệm vụ phải chờ một nhiệm vụ khác mà thời hạn lại sớm hơn. Nhiệm vụ kia làm đúng hạn thì nhiệm vụ này vẫn quá "
        "hạn. Thường là gõ nhầm một trong hai ngày."
    ),
    "explain.PE213": (
        "Theo danh bạ, cơ quan này kết thúc hoạt động khi công việc chưa xong, và chưa rõ ai tiếp nhận: không có cơ quan kế "
        "thừa, hoặc có nhiều mà chưa ghi chia thế nào. Rõ rồi thì planengine reorganise chuyển việc khi đến ngày."
    ),
    "explain.PE214": (
        "Cơ quan được ghi trong chính tệp kế hoạch mà không nhiệm vụ nào dùng đến. Thường là còn sót lại, hoặc một nhiệm "
        "vụ quên nêu. Danh bạ dùng chung thì không bị nhắc, vì kế hoạch khác có thể dùng."
    ),
    "explain.PE215": (
        "related chỉ để xem, không xếp thứ tự, nhưng đi theo vòng thì người đọc quay lại chỗ cũ. Thường là định ghi after. "
        "Hai nhiệm vụ cùng nêu nhau thì không phải vòng: đó là một liên hệ nhìn từ hai phía."
    ),
    "explain.PE216": (
        "Mã này đã được nêu trong cùng danh sách, hoặc là mục đang chứa nhiệm vụ nên ai cũng thấy. Thường là định nêu một "
        "mã khác."
    ),
    "explain.PE217": (
        "Kế hoạch bắt đầu khi thời hạn của kỳ đầu đã qua, nên kỳ đó vừa mở đã quá hạn và mọi cơ quan đều bị tính chậm."
    ),
    "explain.PE218": (
        "Ngày này trước khi kế hoạch bắt đầu hoặc sau khi kế hoạch kết thúc. Văn bản đôi khi viết như vậy thật; nhưng "
        "phần lớn là gõ nhầm năm."
    ),
    "explain.PE219": (
        "allow để bỏ qua một cảnh báo đang có. Ở đây không có cảnh báo đó, nên dòng này chỉ còn che một cảnh báo có thể "
        "xuất hiện sau này."
    ),
    "explain.PE220": (
        "Người thực hiện được ghi nhận vào ngày mở công việc. Ngày đó cơ quan này chưa hoạt động, nên nhiệm vụ sẽ không có "
        "ai nhận mà không báo lỗi."
    ),
    "explain.PE221": (
        "Quá nhiều cảnh báo thì thường là một loại lặp lại ở mọi nhiệm vụ. Kế hoạch vẫn áp dụng được; có thể "
        "bỏ qua cả loại đó trong mục plan, kèm lý do."
    ),
    "explain.PE222": (
        "Các thành viên này sẽ kết thúc hoạt động khi kế hoạch còn thực hiện mà danh bạ chưa nói rõ việc đang làm chuyển cho "
        "ai: không có succeeded_by, hoặc có nhiều cơ quan kế thừa mà chưa ghi policy. Đến ngày đó planengine reorganise sẽ hỏi."
    ),
}
