-- How a cell of the sales sheet is read, as DuckDB macros: the same grammar as parse_numbers.py and parse_dates.py.
-- A macro puts its argument in wherever it stands, so a costly one goes through a list of one and a lambda: read once.
-- Texts come trimmed (the table `raw`), so t has no blanks around it.
-- Variables: english (BOOLEAN), month_first (BOOLEAN, NULL: by the language), serial_epoch (DATE), set by sales_lines.py.

-- Text without the blanks around it, no-break, thin and zero-width ones included; an empty text is NULL.
-- The first branch only spares ordinary text the slow one.
CREATE OR REPLACE MACRO trimmed(t) AS CASE
    WHEN regexp_full_match(t, '[^\s\x{00A0}\x{2000}-\x{206F}\x{FEFF}](.*[^\s\x{00A0}\x{2000}-\x{206F}\x{FEFF}])?') THEN t
    ELSE nullif(trim(t, ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8199) || chr(8201) || chr(8239) || chr(8203) || chr(65279)), '')
    END;

-- Text in small letters without any blanks, typographic minus as a hyphen.
CREATE OR REPLACE MACRO squeezed(t) AS
    translate(lower(regexp_replace(t, '[\s\x{0B}\x{1C}-\x{1F}\x{85}\x{A0}\x{1680}\x{2000}-\x{200B}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}''’]+', '', 'g')), '−–—', '---');

CREATE OR REPLACE MACRO without_unit(t) AS
    regexp_replace(regexp_replace(t, '(руб(лей|ля|ль)?|р|₽|rub|rur|шт|мин|дней|дня|дн)\.?$', ''), '^(₽|руб\.?|rub|rur)', '');

-- Accountants put a minus in brackets, accounting programs behind the figure; a dash behind a point stands for no kopecks.
CREATE OR REPLACE MACRO minus_first(t) AS
    regexp_replace(regexp_replace(regexp_replace(t, '([0-9])[.,]-$', '\1'), '^\((.*)\)$', '-\1'), '^([^-].*)-$', '-\1');

-- A decimal point and no thousands separators. With both marks the last one is the decimal one.
CREATE OR REPLACE MACRO pointed(t) AS CASE
    WHEN contains(t, ',') AND contains(t, '.') THEN
        CASE WHEN strpos(reverse(t), ',') < strpos(reverse(t), '.')
             THEN replace(replace(t, '.', ''), ',', '.')
             ELSE replace(t, ',', '') END
    WHEN regexp_full_match(t, '[+-]?\d{1,3}(,\d{3}){2,}')
      OR (getvariable('english') AND regexp_full_match(t, '[+-]?\d{1,3}(,\d{3})+')) THEN replace(t, ',', '')
    WHEN regexp_full_match(t, '[+-]?\d{1,3}(\.\d{3}){2,}') THEN replace(t, '.', '')
    ELSE replace(t, ',', '.') END;

CREATE OR REPLACE MACRO typed_number(t) AS CASE
    WHEN regexp_full_match(t, '[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?') THEN TRY_CAST(t AS DECIMAL(18, 4)) END;

-- The figure a text means; a fast cast reads most of them (not with e or _, of which it takes more than people mean).
CREATE OR REPLACE MACRO slow_number(t) AS list_transform(
    [minus_first(without_unit(squeezed(t)))], lambda bare: list_transform([pointed(bare)], lambda n: typed_number(n))[1])[1];
CREATE OR REPLACE MACRO number_of(t) AS CASE
    WHEN regexp_matches(t, '[_eE]') THEN slow_number(t)
    WHEN regexp_full_match(t, '-?\d{1,3}([ \x{00A0}\x{202F}]\d{3})*,\d{1,2}')
        THEN TRY_CAST(translate(t, ',' || ' ' || chr(160) || chr(8239), '.') AS DECIMAL(18, 4))
    ELSE coalesce(TRY_CAST(t AS DECIMAL(18, 4)), slow_number(t)) END;

-- A pattern, not IN: a long list of values becomes a join that reads every row.
CREATE OR REPLACE MACRO is_error(t) AS CASE WHEN starts_with(t, '#') THEN regexp_full_match(lower(t),
    '#(n/a|ref!|div/0!|value!|name\?|num!|null!|spill!|calc!|getting_data|н/д|ссылка!|дел/0!|знач!|имя\?|число!|пусто!)')
    ELSE false END;

CREATE OR REPLACE MACRO is_dash(t) AS (t = '-' OR t = '–' OR t = '—');

CREATE OR REPLACE MACRO number_remark(t, value) AS CASE
    WHEN t IS NULL OR is_dash(t) THEN NULL
    WHEN is_error(t) THEN 'cell_error'
    WHEN value IS NULL THEN
        CASE WHEN isfinite(TRY_CAST(t AS DOUBLE)) THEN 'number_impossible'
             WHEN regexp_matches(lower(t), '\d') AND regexp_matches(lower(t), '[$€£¥]|usd|eur|cny|gbp|kzt|byn|долл|евро|юан|тенге')
             THEN 'currency' ELSE 'number_bad' END
    WHEN TRY_CAST(t AS DECIMAL(18, 4)) IS NULL THEN 'number_text' END;

-- A day that exists, between 1900 and 2199; two digits of a year are 1970 to 2069.
CREATE OR REPLACE MACRO full_year(y) AS CASE
    WHEN length(y) = 2 AND CAST(y AS INTEGER) < 70 THEN '20' || y WHEN length(y) = 2 THEN '19' || y ELSE y END;
CREATE OR REPLACE MACRO likely(d) AS CASE WHEN d BETWEEN DATE '1900-01-01' AND DATE '2199-12-31' THEN d END;
CREATE OR REPLACE MACRO day_from(y, m, d) AS
    likely(TRY_CAST(full_year(y) || '-' || lpad(m, 2, '0') || '-' || lpad(d, 2, '0') AS DATE));

-- An Excel serial figure, or a figure such as 20240131; what lies before 1920 is no date.
CREATE OR REPLACE MACRO serial_day(x) AS CASE
    WHEN x = floor(x) AND x BETWEEN 19000101 AND 21991231
        THEN likely(CAST(try_strptime(CAST(CAST(x AS BIGINT) AS VARCHAR), '%Y%m%d') AS DATE))
    WHEN x > 0 AND x < 120000 AND getvariable('serial_epoch') + CAST(floor(x) AS INTEGER) >= DATE '1920-01-01'
        THEN likely(getvariable('serial_epoch') + CAST(floor(x) AS INTEGER)) END;

CREATE OR REPLACE MACRO month_of(word) AS
    coalesce(list_position(['янв', 'фев', 'мар', 'апр', 'мая', 'июн', 'июл', 'авг', 'сен', 'окт', 'ноя', 'дек'],
                           CASE WHEN word = 'май' THEN 'мая' ELSE left(word, 3) END),
             list_position(['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'], left(word, 3)));

-- Text of a date in small letters, without a time or «г.» behind it.
CREATE OR REPLACE MACRO date_head(t) AS trim(regexp_replace(
    regexp_replace(replace(lower(regexp_replace(t, '[\s\x{0B}\x{1C}-\x{1F}\x{85}\x{A0}\x{1680}\x{2000}-\x{200B}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}]+', ' ', 'g')), 'ё', 'е'),
                   '[t ,]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]\.?m\.?|z)?$', ''),
    ' ?(г|год|года)\.?$', ''));

CREATE OR REPLACE MACRO year_first(p) AS CASE WHEN p.y <> '' THEN day_from(p.y, p.m, p.d) END;
CREATE OR REPLACE MACRO year_last(p) AS CASE
    WHEN p.y = '' THEN NULL
    WHEN p.mark <> '.' AND coalesce(getvariable('month_first'), getvariable('english') AND p.mark = '/') THEN day_from(p.y, p.d, p.m)
    ELSE day_from(p.y, p.m, p.d) END;
CREATE OR REPLACE MACRO word_day(p) AS CASE
    WHEN p.y <> '' THEN day_from(p.y, CAST(month_of(p.m) AS VARCHAR), p.d) END;

CREATE OR REPLACE MACRO written_day(h) AS coalesce(
    list_transform([regexp_extract(h, '^(\d{4})[./-](\d{1,2})[./-](\d{1,2})$', ['y', 'm', 'd'])], lambda p: year_first(p))[1],
    list_transform([regexp_extract(h, '^(\d{1,2})([./-])(\d{1,2})[./-](\d{4}|\d{2})$', ['d', 'mark', 'm', 'y'])], lambda p: year_last(p))[1],
    list_transform([regexp_extract(h, '^(\d{1,2})[ .-]+(янв(?:ар[ья])?|фев(?:рал[ья])?|март?а?|апр(?:ел[ья])?|ма[йя]|июн[ья]?|июл[ья]?|авг(?:уста?)?|сент?(?:ябр[ья])?|окт(?:ябр[ья])?|ноя(?:бр[ья])?|дек(?:абр[ья])?|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?[ .,-]+(\d{4}|\d{2})$', ['d', 'm', 'y'])], lambda p: word_day(p))[1],
    list_transform([regexp_extract(h, '^(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.? (\d{1,2}),? (\d{4})$', ['m', 'd', 'y'])], lambda p: word_day(p))[1]);

CREATE OR REPLACE MACRO iso_day(t) AS CASE WHEN t[5] = '-' THEN likely(TRY_CAST(TRY_CAST(t AS TIMESTAMP) AS DATE)) END;

-- Which of its two figures tells that a text such as «03/14/2026» has the month first (1) or second (2); 0 where either may be it.
CREATE OR REPLACE MACRO month_place(t) AS CASE WHEN contains(t, '/') OR contains(left(t, 3), '-') THEN list_transform(
    [regexp_extract(t, '^(\d{1,2})[/-](\d{1,2})[/-](?:\d{4}|\d{2})(?:[^\d/-].*)?$', ['a', 'b'])], lambda p: CASE
        WHEN p.a = '' THEN NULL
        WHEN CAST(p.a AS INTEGER) <= 12 AND CAST(p.b AS INTEGER) BETWEEN 13 AND 31 THEN 1
        WHEN CAST(p.b AS INTEGER) <= 12 AND CAST(p.a AS INTEGER) BETWEEN 13 AND 31 THEN 2
        ELSE 0 END)[1] END;

-- The form that accounting programs write, read fast.
CREATE OR REPLACE MACRO plain_day(t) AS CASE
    WHEN regexp_full_match(t, '\d{2}\.\d{2}\.\d{4}') THEN likely(CAST(try_strptime(t, '%d.%m.%Y') AS DATE)) END;

-- A text that may be a serial or 20260201: «01 02 26» without its spaces would be a day of 1927.
CREATE OR REPLACE MACRO serial_text(t) AS CASE
    WHEN regexp_full_match(t, '\d{5}([.,]\d+)?|\d{8}([.,]0+)?') THEN t END;

CREATE OR REPLACE MACRO day_of(t) AS coalesce(
    iso_day(t),
    plain_day(t),
    list_transform([date_head(t)], lambda h: written_day(h))[1],
    list_transform([CAST(number_of(serial_text(t)) AS DOUBLE)], lambda x: serial_day(x))[1]);

CREATE OR REPLACE MACRO date_remark(t, value) AS CASE
    WHEN t IS NULL OR is_dash(t) THEN NULL
    WHEN is_error(t) THEN 'cell_error'
    WHEN value IS NULL THEN 'date_bad'
    WHEN iso_day(t) IS NOT NULL THEN NULL
    WHEN TRY_CAST(t AS DOUBLE) IS NOT NULL THEN 'date_serial'
    ELSE 'date_text' END;

-- An identifier: text as it is; a whole figure without point or exponent; a date without its time, as parse.py has it.
-- Dashes and error values are no code.
CREATE OR REPLACE MACRO code_of(t) AS CASE
    WHEN is_dash(t) OR is_error(t) THEN NULL
    WHEN ends_with(t, ' 00:00:00') AND regexp_full_match(t, '\d{4}-\d\d-\d\d 00:00:00') THEN left(t, 10)
    ELSE t END;
CREATE OR REPLACE MACRO figure_code(x) AS CASE
    WHEN x = floor(x) AND abs(x) < 1e37 THEN CAST(CAST(x AS HUGEINT) AS VARCHAR) ELSE CAST(x AS VARCHAR) END;

CREATE OR REPLACE MACRO is_example(t) AS CASE
    WHEN starts_with(t, 'ПРИМЕР') OR starts_with(t, 'EXAMPLE') THEN regexp_matches(t, '^(ПРИМЕР|EXAMPLE)([^A-ZА-ЯЁa-zа-яё]|$)')
    ELSE false END;
CREATE OR REPLACE MACRO is_total(t) AS
    regexp_matches(lower(t), '^\s*(промежуточн\S*\s+итог|общий\s+итог|итог|итого|всего|total|subtotal|grand\s+total)([^a-zа-яё]|$)');
-- Excel's command «Промежуточный итог» puts the word behind the group: «К-001 Итог», and nothing else but figures beside it.
CREATE OR REPLACE MACRO is_group_total(t) AS regexp_matches(lower(t), '[^a-zа-яё](итог|итого|всего|total)\s*$');
CREATE OR REPLACE MACRO is_total_row(day, document, client, lead) AS coalesce(
    (client IS NULL AND (is_total(lead) OR (day IS NULL AND is_group_total(lead))))
    OR (day IS NULL AND document IS NULL AND (is_total(client) OR is_group_total(client))), false);

-- A row in which formulas drawn down beforehand show zeros says nothing either.
CREATE OR REPLACE MACRO is_nothing(x, t) AS (coalesce(x, 0) = 0 AND (x IS NOT NULL OR t IS NULL));
CREATE OR REPLACE MACRO is_blank_row(day, words, a, a_text, q, q_text, c, c_text) AS
    (day IS NULL AND words IS NULL AND is_nothing(a, a_text) AND is_nothing(q, q_text) AND is_nothing(c, c_text));

-- Cost as a share of the amount, as in facts.sql: rounded to 14 digits, within what DECIMAL(18,14) holds.
CREATE OR REPLACE MACRO share_digits(share) AS CAST(CAST(floor(0.5 + 1e14 * CASE
    WHEN share > 9000 THEN 9000 WHEN share < -9000 THEN -9000 ELSE share END) AS BIGINT)
    * CAST(0.00000000000001 AS DECIMAL(15, 14)) AS DECIMAL(18, 14));
CREATE OR REPLACE MACRO cost_share(cost, amount) AS
    share_digits(CAST(cost AS DOUBLE) / nullif(CAST(amount AS DOUBLE), 0));
