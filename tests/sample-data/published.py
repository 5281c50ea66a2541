#!/usr/bin/env python3
"""Makes sample-data/chile-2021, sample-data/denpasar-spbe and sample-data/world-egdi from their published tables.

    python3 tests/sample-data/published.py SOURCE [OUT]

SOURCE is a folder holding the tables as they were collected:

    chile_egi_2021/input.csv        cut_com, commune, region, then one column per item: 0, 1 or blank
    spbe_2018_denpasar/input.csv    unit, year, rater (self or assessor), then i01 … i37: levels 0–5
    un_egdi/egdi_YEAR.csv           code (ISO 3166 alpha-3), country, osi, hci, tii, and published results, which are not read

OUT is the folder to write into, by default sample-data/ of this project. Only the standard library is used; the same
source gives the same bytes. What is done to the data:

* chile: the code, name and region become the register; items keep their column names, values 0 and 1 and blanks as they are.
* denpasar: the rater becomes the role: blank for the city's own answers (claimed), `assessor` for the assessor's (checked).
* world: one wide file per edition. Components keep their digits; binary noise such as 0.8740100000000001 is rounded at the
  eighth decimal. Names of countries are those of the 2022 table (`GEO` without its remark); Arabic names are the short names
  used by the United Nations; regions are those of UN M49.
"""
import csv
import io
import sys
from pathlib import Path

EDITIONS = ["2014", "2016", "2018", "2022"]

CHILE_TOML = """framework = "chile-layne-lee"
languages = ["en", "ar", "ckb"]
groups = ["region"]

[title]
en = "Digital services of Chile's municipalities, 2021"
ar = "الخدمات الرقمية في بلديات تشيلي، 2021"
ckb = "خزمەتگوزارییە دیجیتاڵییەکانی شارەوانییەکانی چیلی، 2021"

[organisation]
en = "Municipalities of Chile"
ar = "بلديات تشيلي"
ckb = "شارەوانییەکانی چیلی"

[note]
en = "Data: B. González-Bustamante, local-gov-indicators, CC BY 4.0. The reading of its items as stages is this project's, not the author's."
ar = "البيانات: ب. غونساليس بوستامانتي، local-gov-indicators، رخصة CC BY 4.0. وقراءة بنودها بوصفها مراحل من عمل هذا المشروع لا من عمل المؤلف."
ckb = "داتا: ب. گۆنسالێس بوستامانتێ، local-gov-indicators، مۆڵەتی CC BY 4.0. خوێندنەوەی بڕگەکانی وەک قۆناغ کاری ئەم پڕۆژەیەیە، نەک کاری دانەر."

[[periods]]
code = "2021"
first = "2021-01-01"
last = "2021-12-31"
"""

CHILE_README = """# Chile's municipalities, 2021

345 municipalities, 17 yes/no items read from their web sites; 14 of them make the published e-government index.

* **Source**: B. González-Bustamante, *local-gov-indicators* (github.com/bgonzalezbustamante/local-gov-indicators), data of 2021.
  Licence of the data: [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/). Changed here: columns selected and renamed, layout.
* `agencies.csv`: code = the municipality's official code (CUT), name, region.
* `answers.csv`: 1 the site has it, 0 it has not, blank the site could not be read (12 municipalities): missing, never zero.
* Framework `chile-layne-lee`: the published index (`egi`, formula in the framework) beside our reading of the items as stages 1 and 2.
  The items say nothing about stages 3 and 4, which stay unjudged. Three items (search, email, personalization) are in no index.

Made by `tests/sample-data/published.py`.
"""

DENPASAR_TOML = """framework = "spbe-2018"
languages = ["en", "ar", "ckb"]

[title]
en = "One city's electronic government: its own answers beside the assessor's, 2018 and 2019"
ar = "الحكومة الإلكترونية في مدينة واحدة: إجاباتها إلى جانب إجابات المقيّم، 2018 و2019"
ckb = "حکوومەتی ئەلیکترۆنیی یەک شار: وەڵامەکانی خۆی لەتەنیشت وەڵامەکانی هەڵسەنگێنەر، 2018 و 2019"

[organisation]
en = "Denpasar City, Indonesia"
ar = "مدينة دنباسار، إندونيسيا"
ckb = "شاری دێنپاسار، ئیندۆنیزیا"

[note]
en = "Published facts: levels of 37 items, as the city answered and as the assessor found."
ar = "وقائع منشورة: مستويات 37 بندًا بحسب إجابة المدينة وبحسب ما وجده المقيّم."
ckb = "ڕاستیی بڵاوکراوە: ئاستی 37 بڕگە، وەک شارەکە وەڵامی داوەتەوە و وەک هەڵسەنگێنەر دۆزیویەتییەوە."

[[periods]]
code = "2018"
first = "2018-01-01"
last = "2018-12-31"

[[periods]]
code = "2019"
first = "2019-01-01"
last = "2019-12-31"
"""

DENPASAR_README = """# Denpasar, Indonesia: self-assessment beside the assessor's verdict, 2018 and 2019

37 items on levels 0–5 of Indonesia's index of electronic government (SPBE, PermenPANRB 5/2018), answered by the city itself
(role blank: *claimed*) and by the assessor (role `assessor`: *checked*).

* **Source**: github.com/putuokky/monev-spbe-dps. Facts only (levels and weights); no text of the source is used. The source names no licence.
* The assessor's index of 2018 is published as 2.64. Of 2019 it is published as 3.33; two published aspects of 2019
  (institution 3.5, ICT 2.67) do not follow from the published items, which are all 3.

Made by `tests/sample-data/published.py`.
"""

WORLD_TOML = """framework = "un-egdi"
languages = ["en", "ar", "ckb"]
groups = ["region"]

[title]
en = "E-Government Development Index of 193 countries, 2014 to 2022"
ar = "مؤشر تنمية الحكومة الإلكترونية في 193 بلدًا، 2014 إلى 2022"
ckb = "پێوەری گەشەپێدانی حکوومەتی ئەلیکترۆنی لە 193 وڵات، 2014 تا 2022"

[organisation]
en = "Member States of the United Nations"
ar = "الدول الأعضاء في الأمم المتحدة"
ckb = "وڵاتانی ئەندام لە نەتەوە یەکگرتووەکان"

[note]
en = "Published facts: the three components of the United Nations index, editions 2014, 2016, 2018 and 2022."
ar = "وقائع منشورة: المكوّنات الثلاثة لمؤشر الأمم المتحدة في إصدارات 2014 و2016 و2018 و2022."
ckb = "ڕاستیی بڵاوکراوە: سێ پێکهاتەکەی پێوەری نەتەوە یەکگرتووەکان، چاپەکانی 2014 و 2016 و 2018 و 2022."
"""

WORLD_README = """# The world: E-Government Development Index, 2014, 2016, 2018 and 2022

193 countries, three components each: online services (`osi`), human capital (`hci`), telecommunication infrastructure (`tii`), all 0–1.
The index is their mean. It is the international benchmark beside which a country's own assessment is read.

* **Source**: United Nations Department of Economic and Social Affairs, *E-Government Survey*, editions 2014–2022 (facts), as tabulated in
  github.com/UNU-EGOV/datasets (2014–2018) and github.com/pluralitybook/plurality (2022).
* `agencies.csv`: ISO 3166 code, names in English and Arabic, region (UN M49).
* `answers-YEAR.csv`: one wide file per edition; which file is which period is said in `assessment.toml`.
* Components of 2022 carry four decimals, so the index follows from them within 7e-5.

Made by `tests/sample-data/published.py`.
"""

REGIONS = {
    "Africa": "AGO BDI BEN BFA BWA CAF CIV CMR COD COG COM CPV DJI DZA EGY ERI ETH GAB GHA GIN GMB GNB GNQ KEN LBR LBY LSO MAR MDG MLI "
    "MOZ MRT MUS MWI NAM NER NGA RWA SDN SEN SLE SOM SSD STP SWZ SYC TCD TGO TUN TZA UGA ZAF ZMB ZWE",
    "Americas": "ARG ATG BHS BLZ BOL BRA BRB CAN CHL COL CRI CUB DMA DOM ECU GRD GTM GUY HND HTI JAM KNA LCA MEX NIC PAN PER PRY SLV SUR "
    "TTO URY USA VCT VEN",
    "Asia": "AFG ARE ARM AZE BGD BHR BRN BTN CHN CYP GEO IDN IND IRN IRQ ISR JOR JPN KAZ KGZ KHM KOR KWT LAO LBN LKA MDV MMR MNG MYS NPL "
    "OMN PAK PHL PRK QAT SAU SGP SYR THA TJK TKM TLS TUR UZB VNM YEM",
    "Europe": "ALB AND AUT BEL BGR BIH BLR CHE CZE DEU DNK ESP EST FIN FRA GBR GRC HRV HUN IRL ISL ITA LIE LTU LUX LVA MCO MDA MKD MLT MNE "
    "NLD NOR POL PRT ROU RUS SMR SRB SVK SVN SWE UKR",
    "Oceania": "AUS FJI FSM KIR MHL NRU NZL PLW PNG SLB TON TUV VUT WSM",
}

ARABIC = """AFG أفغانستان|AGO أنغولا|ALB ألبانيا|AND أندورا|ARE الإمارات العربية المتحدة|ARG الأرجنتين|ARM أرمينيا|ATG أنتيغوا وبربودا
AUS أستراليا|AUT النمسا|AZE أذربيجان|BDI بوروندي|BEL بلجيكا|BEN بنن|BFA بوركينا فاسو|BGD بنغلاديش|BGR بلغاريا|BHR البحرين
BHS جزر البهاما|BIH البوسنة والهرسك|BLR بيلاروس|BLZ بليز|BOL بوليفيا|BRA البرازيل|BRB بربادوس|BRN بروني دار السلام|BTN بوتان
BWA بوتسوانا|CAF جمهورية أفريقيا الوسطى|CAN كندا|CHE سويسرا|CHL شيلي|CHN الصين|CIV كوت ديفوار|CMR الكاميرون
COD جمهورية الكونغو الديمقراطية|COG الكونغو|COL كولومبيا|COM جزر القمر|CPV كابو فيردي|CRI كوستاريكا|CUB كوبا|CYP قبرص|CZE تشيكيا
DEU ألمانيا|DJI جيبوتي|DMA دومينيكا|DNK الدانمرك|DOM الجمهورية الدومينيكية|DZA الجزائر|ECU إكوادور|EGY مصر|ERI إريتريا|ESP إسبانيا
EST إستونيا|ETH إثيوبيا|FIN فنلندا|FJI فيجي|FRA فرنسا|FSM ميكرونيزيا (ولايات - الموحدة)|GAB غابون
GBR المملكة المتحدة لبريطانيا العظمى وآيرلندا الشمالية|GEO جورجيا|GHA غانا|GIN غينيا|GMB غامبيا|GNB غينيا - بيساو|GNQ غينيا الاستوائية
GRC اليونان|GRD غرينادا|GTM غواتيمالا|GUY غيانا|HND هندوراس|HRV كرواتيا|HTI هايتي|HUN هنغاريا|IDN إندونيسيا|IND الهند|IRL آيرلندا
IRN إيران (جمهورية - الإسلامية)|IRQ العراق|ISL آيسلندا|ISR إسرائيل|ITA إيطاليا|JAM جامايكا|JOR الأردن|JPN اليابان|KAZ كازاخستان
KEN كينيا|KGZ قيرغيزستان|KHM كمبوديا|KIR كيريباس|KNA سانت كيتس ونيفس|KOR جمهورية كوريا|KWT الكويت
LAO جمهورية لاو الديمقراطية الشعبية|LBN لبنان|LBR ليبريا|LBY ليبيا|LCA سانت لوسيا|LIE ليختنشتاين|LKA سري لانكا|LSO ليسوتو|LTU ليتوانيا
LUX لكسمبرغ|LVA لاتفيا|MAR المغرب|MCO موناكو|MDA جمهورية مولدوفا|MDG مدغشقر|MDV ملديف|MEX المكسيك|MHL جزر مارشال
MKD مقدونيا الشمالية|MLI مالي|MLT مالطة|MMR ميانمار|MNE الجبل الأسود|MNG منغوليا|MOZ موزامبيق|MRT موريتانيا|MUS موريشيوس|MWI ملاوي
MYS ماليزيا|NAM ناميبيا|NER النيجر|NGA نيجيريا|NIC نيكاراغوا|NLD هولندا|NOR النرويج|NPL نيبال|NRU ناورو|NZL نيوزيلندا|OMN عُمان
PAK باكستان|PAN بنما|PER بيرو|PHL الفلبين|PLW بالاو|PNG بابوا غينيا الجديدة|POL بولندا|PRK جمهورية كوريا الشعبية الديمقراطية
PRT البرتغال|PRY باراغواي|QAT قطر|ROU رومانيا|RUS الاتحاد الروسي|RWA رواندا|SAU المملكة العربية السعودية|SDN السودان|SEN السنغال
SGP سنغافورة|SLB جزر سليمان|SLE سيراليون|SLV السلفادور|SMR سان مارينو|SOM الصومال|SRB صربيا|SSD جنوب السودان|STP سان تومي وبرينسيبي
SUR سورينام|SVK سلوفاكيا|SVN سلوفينيا|SWE السويد|SWZ إسواتيني|SYC سيشيل|SYR الجمهورية العربية السورية|TCD تشاد|TGO توغو|THA تايلند
TJK طاجيكستان|TKM تركمانستان|TLS تيمور - ليشتي|TON تونغا|TTO ترينيداد وتوباغو|TUN تونس|TUR تركيا|TUV توفالو
TZA جمهورية تنزانيا المتحدة|UGA أوغندا|UKR أوكرانيا|URY أوروغواي|USA الولايات المتحدة الأمريكية|UZB أوزبكستان
VCT سانت فنسنت وجزر غرينادين|VEN فنزويلا|VNM فييت نام|VUT فانواتو|WSM ساموا|YEM اليمن|ZAF جنوب أفريقيا|ZMB زامبيا|ZWE زمبابوي"""

ENGLISH = {"GEO": "Georgia"}


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path, rows):
    """Rows as CSV with plain line ends; the first row is the header."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode("utf-8"))


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))


def chile(source, out):
    rows = read(source / "chile_egi_2021" / "input.csv")
    items = [name for name in rows[0] if name not in ("cut_com", "commune", "region")]
    write(out / "agencies.csv", [["code", "name_en", "region"]] + [[r["cut_com"], r["commune"], r["region"]] for r in rows])
    write(
        out / "answers.csv",
        [["agency", "period"] + items] + [[r["cut_com"], "2021"] + [r[item] for item in items] for r in rows],
    )
    put(out / "assessment.toml", CHILE_TOML)
    put(out / "README.md", CHILE_README)


def denpasar(source, out):
    rows = read(source / "spbe_2018_denpasar" / "input.csv")
    items = [name for name in rows[0] if name not in ("unit", "year", "rater")]
    roles = {"self": "", "assessor": "assessor"}
    rows.sort(key=lambda r: (r["year"], roles[r["rater"]]))
    write(
        out / "agencies.csv",
        [["code", "name_en", "name_ar", "name_ckb"], ["denpasar", "Denpasar City", "مدينة دنباسار", "شاری دێنپاسار"]],
    )
    write(
        out / "answers.csv",
        [["agency", "period", "role"] + items]
        + [["denpasar", r["year"], roles[r["rater"]]] + [r[item] for item in items] for r in rows],
    )
    put(out / "assessment.toml", DENPASAR_TOML)
    put(out / "README.md", DENPASAR_README)


def world(source, out):
    arabic = dict(entry.split(" ", 1) for line in ARABIC.split("\n") for entry in line.split("|"))
    region = {code: name for name, codes in REGIONS.items() for code in codes.split()}
    countries = sorted(read(source / "un_egdi" / "egdi_2022.csv"), key=lambda r: r["code"])
    write(
        out / "agencies.csv",
        [["code", "name_en", "name_ar", "region"]]
        + [
            [r["code"], ENGLISH.get(r["code"], r["country"]), arabic[r["code"]], region[r["code"]]]
            for r in countries
        ],
    )
    toml = WORLD_TOML
    for year in EDITIONS:
        toml += f'\n[[periods]]\ncode = "{year}"\nfirst = "{year}-01-01"\nlast = "{year}-12-31"\n'
    for year in EDITIONS:
        toml += f'\n[[sources]]\nfile = "answers-{year}.csv"\nkind = "answers"\nperiod = "{year}"\n'
        rows = sorted(read(source / "un_egdi" / f"egdi_{year}.csv"), key=lambda r: r["code"])
        write(
            out / f"answers-{year}.csv",
            [["agency", "osi", "hci", "tii"]] + [[r["code"]] + [number(r[c]) for c in ("osi", "hci", "tii")] for r in rows],
        )
    put(out / "assessment.toml", toml)
    put(out / "README.md", WORLD_README)


def number(text):
    return format(round(float(text), 8), ".8f").rstrip("0").rstrip(".")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    source = Path(sys.argv[1])
    out = Path(sys.argv[2]) if len(sys.argv) == 3 else Path(__file__).resolve().parents[2] / "sample-data"
    chile(source, out / "chile-2021")
    denpasar(source, out / "denpasar-spbe")
    world(source, out / "world-egdi")
