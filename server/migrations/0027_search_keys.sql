-- How text is compared when people search and sort, the same in every locale of the database and on every version of PostgreSQL:
-- letters lose their case and their accents (ё is е, but й is a letter of its own), ligatures and wide forms are taken apart, and
-- letters that no keyboard nearby has are typed plainly (ø o, ł l, ß ss). Nothing in it depends on a locale: lower() is that of
-- "C", which knows ASCII only, the rest is a table. A change of it is a new function, with the columns over it made anew.
-- Raw SQL and restored backups need not know of it: the columns are generated.

-- Apart from the rest, for it is long: most names have none of these.
CREATE FUNCTION plain_letters(given text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN CASE WHEN given COLLATE "C" !~
      '[øØłŁđĐħĦŧŦıðÐẞ’‘ʼʻ‐‑‒–—−ÆÞŊŒƁƂƄƆƇƉƊƋƎƏƐƑƓƔƖƗƘƜƝƟƢƤƦƧƩƬƮƱƲƳƵƷƸƼǤǶǷȜȠȢȤȺȻȽȾɁɃɄɅɆɈɊɌɎͰͲͶͿϏϘϚϜϞϠϢϤϦϨϪϬϮϷϺϽϾϿЂЄЅІЈ'
      'ЉЊЋЏѠѢѤѦѨѪѬѮѰѲѴѸѺѼѾҀҊҌҎҐҒҔҖҘҚҜҞҠҢҤҦҨҪҬҮҰҲҴҶҸҺҼҾӀӃӅӇӉӋӍӔӘӠӨӶӺӼӾԀԂԄԆԈԊԌԎԐԒԔԖԘԚԜԞԠԢԤԦԨԪԬԮԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈ'
      'ՉՊՋՌՍՎՏՐՑՒՓՔՕՖᲐᲑᲒᲓᲔᲕᲖᲗᲘᲙᲚᲛᲜᲝᲞᲟᲠᲡᲢᲣᲤᲥᲦᲧᲨᲩᲪᲫᲬᲭᲮᲯᲰᲱᲲᲳᲴᲵᲶᲷᲸᲹᲺᲽᲾᲿßæœþ]'
    THEN given ELSE replace(replace(replace(replace(translate(given,
      'øØłŁđĐħĦŧŦıðÐẞ’‘ʼʻ‐‑‒–—−ÆÞŊŒƁƂƄƆƇƉƊƋƎƏƐƑƓƔƖƗƘƜƝƟƢƤƦƧƩƬƮƱƲƳƵƷƸƼǤǶǷȜȠȢȤȺȻȽȾɁɃɄɅɆɈɊɌɎͰͲͶͿϏϘϚϜϞϠϢϤϦϨϪϬϮϷϺϽϾϿЂЄЅІЈЉ'
      'ЊЋЏѠѢѤѦѨѪѬѮѰѲѴѸѺѼѾҀҊҌҎҐҒҔҖҘҚҜҞҠҢҤҦҨҪҬҮҰҲҴҶҸҺҼҾӀӃӅӇӉӋӍӔӘӠӨӶӺӼӾԀԂԄԆԈԊԌԎԐԒԔԖԘԚԜԞԠԢԤԦԨԪԬԮԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉ'
      'ՊՋՌՍՎՏՐՑՒՓՔՕՖᲐᲑᲒᲓᲔᲕᲖᲗᲘᲙᲚᲛᲜᲝᲞᲟᲠᲡᲢᲣᲤᲥᲦᲧᲨᲩᲪᲫᲬᲭᲮᲯᲰᲱᲲᲳᲴᲵᲶᲷᲸᲹᲺᲽᲾᲿ',
      'oollddhhttiddß''''''''------æþŋœɓƃƅɔƈɖɗƌǝəɛƒɠɣɩɨƙɯɲɵƣƥʀƨʃƭʈʊʋƴƶʒƹƽǥƕƿȝƞȣȥⱥȼƚⱦɂƀʉʌɇɉɋɍɏͱͳͷϳϗϙϛϝϟϡϣϥϧϩϫϭϯϸϻͻͼͽђєѕіјљ'
      'њћџѡѣѥѧѩѫѭѯѱѳѵѹѻѽѿҁҋҍҏґғҕҗҙқҝҟҡңҥҧҩҫҭүұҳҵҷҹһҽҿӏӄӆӈӊӌӎӕәӡөӷӻӽӿԁԃԅԇԉԋԍԏԑԓԕԗԙԛԝԟԡԣԥԧԩԫԭԯաբգդեզէըթժիլխծկհձղճմյնշոչ'
      'պջռսվտրցւփքօֆაბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰჱჲჳჴჵჶჷჸჹჺჽჾჿ'
    ), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th') END;

CREATE FUNCTION search_key(given text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN CASE WHEN octet_length(given) = char_length(given) THEN lower(given COLLATE "C") ELSE
    normalize(regexp_replace(plain_letters(translate(lower(normalize(given, NFKD) COLLATE "C"),
      'ςΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ',
      'σαβγδεζηθικλμνξοπρστυφχψωабвгдежзиклмнопрстуфхцчшщъыьэюя'
    )) COLLATE "C",
      '(?<!и)\u0306|[\u0300-\u0305\u0307-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]',
      '', 'g'), NFC) END;

-- By which catalogue lists are sorted: short enough for a cursor. By which users are found. The columns rewrite their tables; of
-- these only users may be large.
ALTER TABLE locations ADD COLUMN name_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (left(search_key(name), 200)) STORED;
ALTER TABLE tariffs ADD COLUMN name_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (left(search_key(name), 200)) STORED;
ALTER TABLE spaces ADD COLUMN name_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (left(search_key(name), 200)) STORED;
ALTER TABLE users
  ADD COLUMN first_name_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (left(search_key(first_name), 100)) STORED,
  ADD COLUMN last_name_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (left(search_key(last_name), 100)) STORED;
