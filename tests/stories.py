"""Invented reports in seven languages and six scripts: six paragraphs, another story, datelines, credits."""

from __future__ import annotations

STORIES: dict[str, list[str]] = {
    "English": [
        (
            "The harbour board of Velmar voted on Tuesday to close the old grain terminal by the end of March, "
            "ending 140 years of loading at the northern quay and putting 212 jobs in doubt."
        ),
        (
            "Chairwoman Ilse Marrow told a packed meeting that the terminal had lost money in nine of the past "
            "ten years and that repairs to the silos, which were flooded in January, would cost more than 18 "
            "million marks."
        ),
        (
            "“Nobody on this board wanted to be the one to say it,” Marrow said. “But every month we wait takes "
            "money away from the ferries, and the ferries are what keeps the islands alive.”"
        ),
        (
            "Dockers who had waited outside since dawn shouted at members as they left. Their union, which "
            "represents about 180 of the workers, said it would ask a court in Harn to stop the closure until a "
            "social plan had been agreed."
        ),
        (
            "Under the proposal, the site would be cleared by the autumn and leased to a company that builds "
            "foundations for wind turbines. The company, Nordal Offshore, has promised 95 positions, half of "
            "them for people who now work at the terminal."
        ),
        (
            "The regional government, which owns a quarter of the port, has until 12 February to object. A "
            "spokesman for the ministry of works said it would study the decision carefully and would not "
            "comment before that date."
        ),
    ],
    "German": [
        (
            "Der Stadtrat von Lindau-West hat am Mittwochabend nach fünfstündiger Debatte beschlossen, das "
            "marode Hallenbad an der Bahnhofstraße nicht mehr zu sanieren, sondern bis zum Sommer abzureißen."
        ),
        (
            "Bürgermeisterin Renate Völkl sagte, ein Gutachten habe Schäden an 43 der 60 Dachträger "
            "festgestellt; die Kosten für eine Instandsetzung seien binnen eines Jahres von sechs auf elf "
            "Millionen Euro gestiegen."
        ),
        (
            "„Wir können den Leuten nicht länger erzählen, dass das Bad im Herbst wieder öffnet“, sagte Völkl. "
            "„Es wird nicht wieder öffnen, und wer etwas anderes behauptet, hat die Zahlen nicht gelesen.“"
        ),
        (
            "Die Schwimmvereine der Stadt reagierten entsetzt. Der Vorsitzende des SC Neptun, Jochen Adler, "
            "kündigte ein Bürgerbegehren an und sprach von einem schwarzen Tag für die 1.200 Kinder, die hier "
            "jedes Jahr schwimmen lernten."
        ),
        (
            "Auf dem Grundstück sollen nach den Plänen der Verwaltung 85 Wohnungen entstehen, ein Drittel davon "
            "gefördert. Ein Neubau des Bades am Stadtrand ist frühestens für das Jahr 2031 vorgesehen und noch "
            "nicht finanziert."
        ),
        (
            "Die Opposition warf der Mehrheit vor, die Entscheidung ohne Not übers Knie gebrochen zu haben. Ihr "
            "Antrag, zunächst ein zweites Gutachten einzuholen, wurde mit 19 zu 17 Stimmen abgelehnt."
        ),
    ],
    "Arabic": [
        (
            "قرر المجلس البلدي في مدينة النخيل مساء الثلاثاء إغلاق السوق القديم أمام السيارات ابتداء من شهر مارس "
            "المقبل، في خطوة أثارت غضب أصحاب المحال التجارية الذين يخشون فقدان زبائنهم."
        ),
        (
            "وقال رئيس المجلس سالم الحمادي إن الدراسة التي أعدتها الجامعة أظهرت أن 18 ألف سيارة تمر يوميا في "
            "الشارع الرئيسي، وإن مستويات التلوث تجاوزت الحد المسموح به ثلاثة أضعاف خلال العام الماضي."
        ),
        (
            "وأضاف الحمادي في مؤتمر صحفي أن البلدية ستبني مواقف جديدة تتسع لنحو 900 سيارة على أطراف المدينة، "
            "وستخصص حافلات مجانية تنقل المتسوقين كل عشر دقائق من الصباح حتى منتصف الليل."
        ),
        (
            "في المقابل، أعلن اتحاد التجار أنه سيلجأ إلى المحكمة الإدارية لوقف القرار، مؤكدا أن أكثر من 340 محلا "
            "ستتضرر منه وأن أحدا لم يستشر أصحابها قبل التصويت عليه."
        ),
        (
            "وذكرت مصادر في وزارة النقل أن المشروع سيكلف 27 مليون دينار، يأتي نصفها من قرض قدمه صندوق التنمية، "
            "على أن تنتهي المرحلة الأولى من الأعمال قبل حلول شهر رمضان."
        ),
        (
            "ومن المنتظر أن يعقد المجلس جلسة ثانية في الثاني عشر من فبراير للنظر في الاعتراضات، فيما دعا ناشطون "
            "إلى وقفة أمام مبنى البلدية تأييدا لما وصفوه بأول خطوة جدية لحماية المدينة القديمة."
        ),
    ],
    "Japanese": [
        (
            "白浜市議会は十二日、老朽化した市民会館を来年三月末で閉鎖する議案を賛成十四、反対九の賛成多数で可決し"
            "た。築五十八年の建物は耐震基準を満たしておらず、改修には二十七億円が必要とされていた。"
        ),
        (
            "三浦健一市長は本会議後の記者会見で「長年親しまれてきた施設だけに苦渋の決断だったが、利用者の安全を最"
            "優先に考えた」と述べ、跡地の活用策を年内にまとめる考えを示した。"
        ),
        (
            "市によると、会館の利用者は昨年度およそ四万三千人で、最盛期の三分の一にまで減っていた。維持費は年間一"
            "億二千万円に上り、市の財政を圧迫していたという。"
        ),
        (
            "一方、市民団体「会館を残す会」は存続を求める九千八百人分の署名を提出しており、代表の大西和子さんは「"
            "議論が尽くされたとは言えない。住民投票を求めていく」と話した。"
        ),
        (
            "跡地をめぐっては、図書館と子育て支援施設を一体で整備する案や、民間企業に売却する案が出ている。市は専"
            "門家による検討委員会を設け、十月までに三回の会合を開く予定だ。"
        ),
        (
            "会館では閉鎖までの間、成人式や市民音楽祭など予定されていた催しを通常通り行う。来年三月二十日には、開"
            "館当時の写真を集めた展示会と最後の演奏会が開かれる。"
        ),
    ],
    "Russian": [
        (
            "Городской совет Заречного во вторник проголосовал за закрытие старого трамвайного депо на улице "
            "Мельничной, которое работало с 1911 года и обслуживало три маршрута в северной части города."
        ),
        (
            "Мэр Анна Ковалёва заявила, что содержание депо обходится бюджету в 140 миллионов рублей в год, а "
            "крыша главного корпуса после мартовских снегопадов признана аварийной и может обрушиться в любой "
            "момент."
        ),
        (
            "«Мы тянули с этим решением шесть лет, и каждый год оно становилось только дороже, — сказала "
            "Ковалёва журналистам. — Вагоны переведут в южное депо, ни один маршрут отменён не будет»."
        ),
        (
            "Профсоюз вагоновожатых с такими заверениями не согласен. По словам его председателя Игоря Лапина, "
            "из 318 сотрудников депо новое место пока предложили лишь 190, а остальные узнали о закрытии из "
            "газет."
        ),
        (
            "На освободившейся территории площадью четыре гектара планируется построить школу на 800 мест и "
            "музей городского транспорта, в который передадут двенадцать исторических вагонов довоенной "
            "постройки."
        ),
        (
            "Окончательное решение должно утвердить областное правительство до 15 февраля. Защитники старого "
            "депо собирают подписи за присвоение зданию статуса памятника архитектуры и намерены обратиться в "
            "суд."
        ),
    ],
    "Hindi": [
        (
            "नगर निगम ने मंगलवार को हुई बैठक में पुराने बस अड्डे को शहर के बाहर ले जाने का प्रस्ताव बहुमत से "
            "पारित कर दिया। इस फैसले से रोज़ाना करीब बीस हज़ार यात्री प्रभावित होंगे और बाज़ार के दुकानदार "
            "नाराज़ हैं।"
        ),
        (
            "महापौर सुनीता राठौर ने कहा कि मौजूदा बस अड्डे पर जगह की कमी है और सड़क पर रोज़ घंटों जाम लगता है। "
            "नया परिसर 14 एकड़ में बनेगा और उस पर 62 करोड़ रुपये खर्च होने का अनुमान है।"
        ),
        (
            "उन्होंने बताया कि निर्माण का काम अगले साल जनवरी में शुरू होगा और 18 महीने में पूरा कर लिया जाएगा। "
            "तब तक पुराने अड्डे से ही बसें चलती रहेंगी और किसी भी मार्ग को बंद नहीं किया जाएगा।"
        ),
        (
            "व्यापार मंडल के अध्यक्ष महेश गोयल ने इस फैसले का विरोध करते हुए कहा कि बाज़ार की 400 से अधिक "
            "दुकानें यात्रियों के भरोसे चलती हैं। उन्होंने चेतावनी दी कि व्यापारी अदालत का दरवाज़ा खटखटाएंगे।"
        ),
        (
            "विपक्षी पार्षदों ने आरोप लगाया कि ज़मीन का चुनाव कुछ बिल्डरों को फ़ायदा पहुंचाने के लिए किया गया "
            "है। मतदान में प्रस्ताव के पक्ष में 31 और विरोध में 22 वोट पड़े, जबकि चार पार्षद अनुपस्थित रहे।"
        ),
        (
            "राज्य सरकार को 12 फरवरी तक इस प्रस्ताव पर अपनी राय देनी है। परिवहन विभाग के एक अधिकारी ने कहा कि "
            "सभी पक्षों से बातचीत के बाद ही अंतिम मंजूरी दी जाएगी और यात्रियों की सुविधा का ध्यान रखा जाएगा।"
        ),
    ],
    "Chinese": [
        (
            "临江市政府周二宣布，位于老城区的纺织厂旧址将改建为工业博物馆，预计总投资三亿二千万元，工程将于明年三"
            "月动工，两年内完成。"
        ),
        (
            "市长陈国华在新闻发布会上表示，这座建于一九三六年的厂房见证了城市的兴衰，拆除它等于抹去几代人的记忆，"
            "政府经过六年论证才作出这一决定。"
        ),
        (
            "根据规划，博物馆将保留原有的锯齿形屋顶和四座烟囱，展厅面积约一万八千平方米，另设图书馆、咖啡馆以及供"
            "青年设计师使用的工作室。"
        ),
        (
            "附近居民对这一计划看法不一。退休工人刘桂芳说，她在这里工作了三十一年，希望孙子能看到当年的机器；也有"
            "商户担心施工期间生意会受到影响。"
        ),
        (
            "市规划局负责人介绍，工程期间周边两条道路将封闭，十二路和二十七路公交车改道行驶，受影响的八十六家商户"
            "可以申请租金补贴。"
        ),
        (
            "该方案将于二月十二日前公开征求意见，市民可以通过网站或信件提出建议。专家委员会将在春节之后召开会议，"
            "对收到的意见逐条答复。"
        ),
    ],
}
OTHERS: dict[str, list[str]] = {
    "English": [
        (
            "Rescue crews on the Osk found the two missing kayakers alive on Friday, 31 hours after they were "
            "swept over the weir at Tarn Bridge."
        ),
        (
            "The brothers, aged 24 and 27, had climbed into the crown of a fallen willow and were spotted by a "
            "farmer looking for his sheep. They were taken to hospital with mild hypothermia."
        ),
        (
            "Police said neither man had known that the weir was closed. The warning sign had been washed away "
            "in the same flood a week earlier."
        ),
    ],
    "German": [
        (
            "Nach 31 Stunden sind zwei vermisste Kajakfahrer am Freitag lebend aus der Argen gerettet worden. "
            "Ein Landwirt hatte die Brüder in der Krone einer umgestürzten Weide entdeckt."
        ),
        (
            "Die 24 und 27 Jahre alten Männer waren am Wehr bei Tannau gekentert und kamen mit leichten "
            "Unterkühlungen in eine Klinik. Lebensgefahr bestand nach Angaben der Ärzte nicht."
        ),
        (
            "Die Polizei teilte mit, das Warnschild am Wehr sei bereits in der Woche zuvor vom Hochwasser "
            "fortgerissen worden."
        ),
    ],
    "Arabic": [
        (
            "عثرت فرق الإنقاذ صباح الجمعة على صيادين كانا قد فقدا قبل يومين قبالة ساحل العرجان، بعد أن لمح طيار "
            "مروحية قاربهما المقلوب قرب الجزيرة الصغيرة."
        ),
        (
            "وأوضح قائد خفر السواحل أن الرجلين تشبثا بألواح الخشب طوال 31 ساعة، وأنهما نقلا إلى المستشفى "
            "وحالتهما مستقرة رغم الإجهاد الشديد."
        ),
        "ودعت السلطات الصيادين إلى عدم الإبحار قبل انحسار العاصفة المتوقع مطلع الأسبوع المقبل.",
    ],
    "Japanese": [
        (
            "尾瀬川で行方不明になっていたカヤックの兄弟二人が十五日朝、三十一時間ぶりに救助された。倒れた柳の枝に"
            "つかまっているところを、羊を探していた農家の男性が見つけた。"
        ),
        (
            "二人は二十四歳と二十七歳で、軽い低体温症のため病院に運ばれたが、命に別条はないという。堰の閉鎖を知ら"
            "せる看板は一週間前の増水で流されていた。"
        ),
    ],
    "Russian": [
        (
            "Двух пропавших байдарочников нашли живыми в пятницу утром на реке Оскол, спустя 31 час после того, "
            "как их лодку перевернуло у плотины."
        ),
        (
            "Братья 24 и 27 лет забрались на крону упавшей ивы, где их заметил фермер, искавший овец. Их "
            "доставили в больницу с лёгким переохлаждением."
        ),
        "В полиции сообщили, что предупреждающий знак у плотины смыло паводком за неделю до происшествия.",
    ],
    "Hindi": [
        (
            "नदी में लापता हुए दो भाइयों को शुक्रवार सुबह 31 घंटे बाद जीवित निकाल लिया गया। भेड़ें ढूंढ रहे एक "
            "किसान ने उन्हें गिरे हुए पेड़ की डाल पर बैठे देखा।"
        ),
        (
            "24 और 27 साल के दोनों युवकों को अस्पताल में भर्ती कराया गया है और डॉक्टरों के अनुसार उनकी हालत "
            "स्थिर है। चेतावनी का बोर्ड एक सप्ताह पहले बाढ़ में बह गया था।"
        ),
    ],
    "Chinese": [
        (
            "两名失踪的皮划艇爱好者周五清晨在青河获救，此时距离他们被冲下水坝已经过去三十一个小时。一名寻找羊群的"
            "农民在倒下的柳树上发现了他们。"
        ),
        (
            "两兄弟分别为二十四岁和二十七岁，因轻度失温被送往医院，目前没有生命危险。警方表示，水坝旁的警示牌一周"
            "前已被洪水冲走。"
        ),
    ],
}
DATELINES: dict[str, tuple[str, str]] = {
    "English": ("VELMAR, Jan. 14 (CW) — ", "Velmar (Coast Wire) - "),
    "German": ("Lindau-West (cw) - ", "LINDAU-WEST, 14. Januar (CW). "),
    "Arabic": ("النخيل (كوست واير) - ", "مدينة النخيل 14 يناير (ك و) — "),
    "Japanese": ("【白浜共同】", "（白浜＝三浦）"),
    "Russian": ("ЗАРЕЧНЫЙ, 14 января. /КВ/. ", "Заречный — "),
    "Hindi": ("नई दिल्ली, 14 जनवरी (एजेंसी)। ", "नई दिल्ली: "),
    "Chinese": ("临江1月14日电（记者 王明）", "本报临江讯 "),
}
CREDITS: dict[str, str] = {
    "English": "(Reporting by Ada Bell; Editing by Jo Roe)",
    "German": "(Schluss) ab/jr",
    "Arabic": "(إعداد سالم نور - تحرير ليلى حسن)",
    "Japanese": "（共同）",
    "Russian": "(КВ)",
    "Hindi": "(एजेंसी)",
    "Chinese": "（完）",
}
