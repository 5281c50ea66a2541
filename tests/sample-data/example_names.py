"""Names of the fictional Republic of Marjana: agencies, their services and governorates, in English, Arabic and Sorani Kurdish.

No country, agency or place is meant. The Kurdish awaits a native editor.
"""

TYPES = {
    "ministry": ("Ministry", "وزارة", "وەزارەت"),
    "authority": ("Authority", "هيئة", "دەستە"),
    "directorate": ("Directorate", "دائرة", "بەڕێوەبەرایەتی"),
}

GOVERNORATES = {
    "capital": ("The Capital", "العاصمة", "پایتەخت"),
    "north-coast": ("North Coast", "الساحل الشمالي", "کەناری باکوور"),
    "highlands": ("Highlands", "المرتفعات", "بەرزاییەکان"),
    "central-plain": ("Central Plain", "السهل الأوسط", "دەشتی ناوەڕاست"),
    "east-oasis": ("East Oasis", "الواحة الشرقية", "ئۆئەیسی ڕۆژهەڵات"),
    "south-lakes": ("South Lakes", "البحيرات الجنوبية", "دەریاچەکانی باشوور"),
}

# Branch offices are named for their governorate and, from the second one on, for a number.
BRANCH = ("{place} office {number}", "مكتب {place} {number}", "نووسینگەی {place} {number}")

# What is done with the thing a service is about: letter → (English, Arabic, Kurdish).
ACTIONS = {
    "i": ("{}: issue", "إصدار {}", "دەرکردنی {}"),
    "r": ("{}: renewal", "تجديد {}", "نوێکردنەوەی {}"),
    "l": ("{}: replacement of a lost one", "إصدار بدل ضائع عن {}", "دەرکردنەوەی {} لە جیاتی ونبوو"),
    "c": ("{}: correction", "تصحيح بيانات {}", "ڕاستکردنەوەی زانیارییەکانی {}"),
    "x": ("{}: cancellation", "إلغاء {}", "هەڵوەشاندنەوەی {}"),
    "t": ("{}: transfer", "نقل {}", "گواستنەوەی {}"),
    "q": ("{}: registration", "تسجيل {}", "تۆمارکردنی {}"),
    "p": ("{}: payment", "تسديد {}", "دانی {}"),
    "v": ("{}: certified copy", "نسخة مصدَّقة من {}", "وێنەی پشتڕاستکراوەی {}"),
    "o": ("{}: objection", "الاعتراض على {}", "تانەدان لە {}"),
}

# code: (English, Arabic, Kurdish, type, governorate of the seat, parent, population served, things its services are about);
# a thing: (English, Arabic, Kurdish, letters of ACTIONS, life event or "")
AGENCIES = {
    "interior": ("Ministry of Interior", "وزارة الداخلية", "وەزارەتی ناوخۆ", "ministry", "capital", "", 6200000, [
        ("Passport", "جواز السفر", "پاسپۆرت", "irlc", "travel"),
        ("Residence permit", "إجازة الإقامة", "مۆڵەتی نیشتەجێبوون", "irx", "moving"),
        ("Driving licence", "إجازة السوق", "مۆڵەتی شۆفێری", "irl", "driving"),
        ("Good-conduct certificate", "شهادة حسن السلوك", "بڕوانامەی ڕەفتارباشی", "i", "work"),
        ("Entry visa", "سمة الدخول", "ڤیزای هاتنەژوورەوە", "i", "travel"),
    ]),
    "justice": ("Ministry of Justice", "وزارة العدل", "وەزارەتی داد", "ministry", "capital", "", 6200000, [
        ("Power of attorney", "الوكالة", "وەکالەتنامە", "ixv", ""),
        ("Court judgment", "قرار المحكمة", "بڕیاری دادگا", "v", ""),
        ("Marriage contract", "عقد الزواج", "گرێبەستی هاوسەرگیری", "qv", "marriage"),
        ("Inheritance deed", "القسام الشرعي", "دابەشنامەی میرات", "ic", "bereavement"),
    ]),
    "labour": ("Ministry of Labour and Social Affairs", "وزارة العمل والشؤون الاجتماعية", "وەزارەتی کار و کاروباری کۆمەڵایەتی",
               "ministry", "capital", "", 1900000, [
        ("Social benefit", "الإعانة الاجتماعية", "یارمەتیی کۆمەڵایەتی", "qco", "work"),
        ("Work permit", "إجازة العمل", "مۆڵەتی کارکردن", "irx", "work"),
        ("Disability card", "بطاقة ذوي الإعاقة", "کارتی کەمئەندامان", "ir", "health"),
        ("Job seeker", "الباحث عن عمل", "کارخواز", "q", "work"),
    ]),
    "health": ("Ministry of Health", "وزارة الصحة", "وەزارەتی تەندروستی", "ministry", "capital", "", 6200000, [
        ("Health card", "البطاقة الصحية", "کارتی تەندروستی", "irlc", "health"),
        ("Pharmacy licence", "إجازة الصيدلية", "مۆڵەتی دەرمانخانە", "ir", "business"),
        ("Medical report", "التقرير الطبي", "ڕاپۆرتی پزیشکی", "iv", "health"),
        ("Vaccination record", "سجل التلقيح", "تۆماری کوتان", "vc", "birth"),
    ]),
    "education": ("Ministry of Education", "وزارة التربية", "وەزارەتی پەروەردە", "ministry", "capital", "", 2400000, [
        ("School certificate", "الشهادة المدرسية", "بڕوانامەی قوتابخانە", "ilvc", "study"),
        ("Pupil", "التلميذ", "قوتابی", "qt", "study"),
        ("Private school licence", "إجازة المدرسة الأهلية", "مۆڵەتی قوتابخانەی ناحکوومی", "ir", "business"),
        ("Examination result", "نتيجة الامتحان", "ئەنجامی تاقیکردنەوە", "o", "study"),
    ]),
    "higher-ed": ("Ministry of Higher Education", "وزارة التعليم العالي", "وەزارەتی خوێندنی باڵا", "ministry", "capital", "", 520000, [
        ("University degree", "الشهادة الجامعية", "بڕوانامەی زانکۆ", "ivl", "study"),
        ("Foreign degree", "الشهادة الأجنبية", "بڕوانامەی بیانی", "qo", "study"),
        ("Student scholarship", "المنحة الدراسية", "یارمەتیی خوێندن", "qx", "study"),
        ("University student", "الطالب الجامعي", "خوێندکاری زانکۆ", "t", "study"),
    ]),
    "finance": ("Ministry of Finance", "وزارة المالية", "وەزارەتی دارایی", "ministry", "capital", "", 6200000, [
        ("Government bond", "السند الحكومي", "قەواڵەی حکوومی", "it", ""),
        ("Supplier account", "حساب المورّد", "هەژماری دابینکەر", "qc", "business"),
        ("State property lease", "عقد إيجار عقار الدولة", "گرێبەستی کرێی موڵکی دەوڵەت", "irx", "property"),
        ("Deposit refund", "التأمينات المستردة", "بارمتەی گەڕاوە", "p", "business"),
    ]),
    "trade": ("Ministry of Trade", "وزارة التجارة", "وەزارەتی بازرگانی", "ministry", "capital", "", 310000, [
        ("Import licence", "إجازة الاستيراد", "مۆڵەتی هاوردەکردن", "irx", "business"),
        ("Export licence", "إجازة التصدير", "مۆڵەتی هەناردەکردن", "ir", "business"),
        ("Trade fair permit", "إجازة المعرض التجاري", "مۆڵەتی پێشانگای بازرگانی", "i", "business"),
        ("Certificate of origin", "شهادة المنشأ", "بڕوانامەی بنەچە", "ivc", "business"),
    ]),
    "agriculture": ("Ministry of Agriculture", "وزارة الزراعة", "وەزارەتی کشتوکاڵ", "ministry", "central-plain", "", 880000, [
        ("Farmer card", "بطاقة الفلاح", "کارتی جووتیار", "irc", "farming"),
        ("Seed and fertiliser allotment", "حصة البذور والأسمدة", "پشکی تۆو و پەین", "q", "farming"),
        ("Livestock movement permit", "إجازة نقل المواشي", "مۆڵەتی گواستنەوەی ئاژەڵ", "i", "farming"),
        ("Pesticide shop licence", "إجازة متجر المبيدات", "مۆڵەتی فرۆشگای دەرمانی کشتوکاڵی", "ir", "business"),
        ("Well permit", "إجازة حفر البئر", "مۆڵەتی هەڵکەندنی بیر", "i", "farming"),
    ]),
    "transport": ("Ministry of Transport", "وزارة النقل", "وەزارەتی گواستنەوە", "ministry", "capital", "", 3100000, [
        ("Vehicle licence", "إجازة المركبة", "مۆڵەتی ئۆتۆمبێل", "irl", "driving"),
        ("Vehicle ownership", "ملكية المركبة", "خاوەندارێتیی ئۆتۆمبێل", "tcv", "driving"),
        ("Taxi licence", "إجازة سيارة الأجرة", "مۆڵەتی تەکسی", "ir", "work"),
        ("Freight permit", "إجازة نقل البضائع", "مۆڵەتی گواستنەوەی کاڵا", "ir", "business"),
    ]),
    "electricity": ("Ministry of Electricity", "وزارة الكهرباء", "وەزارەتی کارەبا", "ministry", "south-lakes", "", 6200000, [
        ("Electricity connection", "اشتراك الكهرباء", "بەشداریی کارەبا", "qtx", "moving"),
        ("Electricity bill", "قائمة الكهرباء", "پسوولەی کارەبا", "po", ""),
        ("Solar panels", "الألواح الشمسية", "پانێڵی خۆر", "q", "property"),
        ("Meter reading", "قراءة العداد", "خوێندنەوەی پێوەر", "c", ""),
    ]),
    "municipalities": ("Ministry of Municipalities", "وزارة البلديات", "وەزارەتی شارەوانییەکان", "ministry", "central-plain", "", 6200000, [
        ("Building permit", "إجازة البناء", "مۆڵەتی بیناسازی", "irx", "property"),
        ("Shop licence", "إجازة المحل", "مۆڵەتی دوکان", "irt", "business"),
        ("Water bill", "قائمة الماء", "پسوولەی ئاو", "po", ""),
        ("Street stall permit", "إجازة الكشك", "مۆڵەتی کۆشک", "i", "business"),
        ("Waste fee", "أجور النفايات", "کرێی خاشاک", "p", ""),
    ]),
    "planning": ("Ministry of Planning", "وزارة التخطيط", "وەزارەتی پلاندانان", "ministry", "capital", "", 42000, [
        ("Contractor classification", "تصنيف المقاول", "پۆلێنی بەڵێندەر", "irc", ""),
        ("Investment project", "المشروع الاستثماري", "پڕۆژەی وەبەرهێنان", "qx", ""),
    ]),
    "tax": ("Tax Authority", "هيئة الضرائب", "دەستەی باج", "authority", "capital", "finance", 1400000, [
        ("Tax number", "الرقم الضريبي", "ژمارەی باج", "icx", "business"),
        ("Income tax return", "إقرار ضريبة الدخل", "داننامەی باجی داهات", "qco", "business"),
        ("Income tax", "ضريبة الدخل", "باجی داهات", "p", "business"),
        ("Property tax", "ضريبة العقار", "باجی خانووبەرە", "po", "property"),
        ("Tax clearance", "براءة الذمة الضريبية", "پاکانەی باج", "iv", "business"),
        ("Tax exemption", "الإعفاء الضريبي", "بەخشینی باج", "q", ""),
    ]),
    "customs": ("Customs Authority", "هيئة الجمارك", "دەستەی گومرگ", "authority", "north-coast", "finance", 95000, [
        ("Customs declaration", "البيان الجمركي", "داننامەی گومرگی", "qco", "business"),
        ("Customs duty", "الرسم الجمركي", "باجی گومرگ", "p", "business"),
        ("Customs broker licence", "إجازة المخلّص الجمركي", "مۆڵەتی بریکاری گومرگی", "ir", "work"),
        ("Temporary admission", "الإدخال المؤقت", "هێنانەژوورەوەی کاتی", "qx", "business"),
        ("Tariff ruling", "قرار التعريفة", "بڕیاری تاریفە", "i", "business"),
    ]),
    "pensions": ("Pensions Authority", "هيئة التقاعد", "دەستەی خانەنشینی", "authority", "capital", "finance", 760000, [
        ("Pension", "الراتب التقاعدي", "مووچەی خانەنشینی", "qtco", "retirement"),
        ("Pensioner card", "بطاقة المتقاعد", "کارتی خانەنشین", "irl", "retirement"),
        ("Service record", "سجل الخدمة الوظيفية", "تۆماری خزمەت", "v", "retirement"),
    ]),
    "land": ("Land Registry", "دائرة التسجيل العقاري", "بەڕێوەبەرایەتیی تۆماری خانووبەرە", "directorate", "highlands", "justice", 2100000, [
        ("Title deed", "سند العقار", "سەنەدی خانووبەرە", "ivcl", "property"),
        ("Property ownership", "ملكية العقار", "خاوەندارێتیی خانووبەرە", "t", "property"),
        ("Mortgage", "رهن العقار", "بارمتەی خانووبەرە", "qx", "property"),
        ("Cadastral map", "الخارطة العقارية", "نەخشەی خانووبەرە", "v", "property"),
        ("Boundary", "حدود العقار", "سنووری خانووبەرە", "c", "property"),
    ]),
    "civil": ("Civil Status and Identity Authority", "هيئة الأحوال المدنية والهوية", "دەستەی باری شارستانی و ناسنامە",
              "authority", "capital", "interior", 6200000, [
        ("National card", "البطاقة الوطنية", "کارتی نیشتمانی", "irlc", "birth"),
        ("Birth certificate", "شهادة الولادة", "بڕوانامەی لەدایکبوون", "ivc", "birth"),
        ("Death certificate", "شهادة الوفاة", "بڕوانامەی مردن", "iv", "bereavement"),
        ("Civil status record", "قيد الأحوال المدنية", "تۆماری باری شارستانی", "vct", "marriage"),
    ]),
    "companies": ("Companies Registry", "دائرة تسجيل الشركات", "بەڕێوەبەرایەتیی تۆماری کۆمپانیاکان", "directorate", "capital", "trade", 68000, [
        ("Company", "الشركة", "کۆمپانیا", "qx", "business"),
        ("Company record", "قيد الشركة", "تۆماری کۆمپانیا", "vc", "business"),
        ("Trade name", "الاسم التجاري", "ناوی بازرگانی", "qtr", "business"),
        ("Branch of a foreign company", "فرع الشركة الأجنبية", "لقی کۆمپانیای بیانی", "qr", "business"),
    ]),
    "telecom": ("Communications Regulator", "هيئة تنظيم الاتصالات", "دەستەی ڕێکخستنی پەیوەندییەکان", "authority", "capital", "", 12000, [
        ("Frequency licence", "إجازة التردد", "مۆڵەتی لەرەلەر", "irx", ""),
        ("Equipment approval", "اعتماد الجهاز", "پەسەندکردنی ئامێر", "ir", ""),
        ("Subscriber complaint", "شكوى المشترك", "سکاڵای بەشداربوو", "q", ""),
    ]),
    "standards": ("Standards and Quality Authority", "هيئة المواصفات والجودة", "دەستەی پێوانە و جۆری", "authority", "highlands", "", 21000, [
        ("Conformity certificate", "شهادة المطابقة", "بڕوانامەی گونجان", "irv", ""),
        ("Quality mark", "علامة الجودة", "نیشانەی جۆری", "irx", ""),
    ]),
    "tourism": ("Tourism Authority", "هيئة السياحة", "دەستەی گەشتیاری", "authority", "north-coast", "culture", 15000, [
        ("Hotel licence", "إجازة الفندق", "مۆڵەتی ئوتێل", "ir", "business"),
        ("Tourist guide card", "بطاقة المرشد السياحي", "کارتی ڕێبەری گەشتیاری", "irl", "work"),
    ]),
    "culture": ("Ministry of Culture", "وزارة الثقافة", "وەزارەتی ڕۆشنبیری", "ministry", "east-oasis", "", 140000, [
        ("Publication deposit", "إيداع المطبوع", "سپاردنی چاپکراو", "q", "business"),
        ("Copyright", "حق المؤلف", "مافی دانەر", "qtv", "business"),
        ("Filming permit", "إجازة التصوير", "مۆڵەتی وێنەگرتن", "ix", "business"),
    ]),
    "environment": ("Environment Authority", "هيئة البيئة", "دەستەی ژینگە", "authority", "south-lakes", "", 90000, [
        ("Environmental approval", "الموافقة البيئية", "ڕەزامەندیی ژینگەیی", "irx", "business"),
        ("Waste transport permit", "إجازة نقل النفايات", "مۆڵەتی گواستنەوەی پاشماوە", "ir", "business"),
    ]),
}
