-- What only DuckDB says this way stands here, under a name that the models use.
-- Another engine needs a file of the same macros, and the models stay.

-- The day the figures are made for: complete periods before it are shown.
create or replace macro run_date() as cast(getvariable('run_date') as date);

-- The Monday of the last complete week before the run's day.
create or replace macro last_week() as cast(date_trunc('week', run_date()) - interval 7 day as date);

-- A text's sentences, each with the white space after it, so that together they
-- are the text. A full stop inside 1.2 or a URL ends none; a line end does.
create or replace macro sentences_of(words) as
    regexp_extract_all(words, '(?:[^.!?\n]|[.!?]+[^\s.!?])+[.!?]*\s*|[.!?]+\s*|\s+');

-- A text's words as written: letters and digits with inner apostrophes, emoji,
-- emoticons; and, as words of their own, the marks that end a clause.
create or replace macro written_words(sentence) as
    regexp_extract_all(replace(sentence, ' - ', ' – '),
        '[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:[''’][\p{L}\p{M}]+)*|\p{So}|[:;=]-?[)(DPp]|[,;:–—]');

-- The same in lower case, with straight apostrophes.
create or replace macro words_of(sentence) as
    written_words(replace(lower(sentence), '’', ''''));

-- The n-th word, from 1; null outside of the list.
create or replace macro word_at(words, n) as
    case when n >= 1 then list_extract(words, n) end;

-- A mark that ends a clause: what stands before it negates nothing behind it.
create or replace macro ends_clause(word) as coalesce(word in (',', ';', ':', '–', '—'), false);

create or replace macro count_of(list) as len(list);
create or replace macro each(list) as unnest(list);
create or replace macro after_first(list) as list_slice(list, 2, len(list));
create or replace macro list_mean(list) as list_avg(list);

-- in_order: the values of a group as a list, in the order of their places.
create or replace macro in_order(x, place) as list(x order by place);
-- sum_in_order: the sum of a group in the order of places, the same bits each
-- time: threads add up numbers with decimals in any order.
create or replace macro sum_in_order(x, place) as list_sum(list(x order by place));
create or replace macro positions(list) as unnest(range(1, len(list) + 1));

-- each_day: one row per day from the first to the last.
create or replace macro each_day(first_on, last_on) as cast(unnest(generate_series(first_on, last_on, interval 1 day)) as date);

-- board_name: a sprint's name without its numbers: "Pay 12" and "Pay 13" are of one board.
create or replace macro board_name(sprint) as trim(regexp_replace(lower(sprint), '[0-9]+', '#', 'g'));

-- Where in the sentence its n-th word ends, in characters from 1.
create or replace macro word_end(sentence, n) as
    length(array_to_string(list_slice(regexp_extract_all(replace(sentence, ' - ', ' – '),
        '(?s).*?(?:[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:[''’][\p{L}\p{M}]+)*|\p{So}|[:;=]-?[)(DPp]|[,;:–—])'), 1, n), ''));

-- Where in the sentence its n-th word begins, in characters from 1.
create or replace macro word_start(sentence, n) as
    word_end(sentence, n) - length(list_extract(written_words(sentence), n)) + 1;

-- The words that a pattern finds in a text; empty when it finds none.
create or replace macro found_by(words, pattern) as regexp_extract(words, pattern);

-- A text without the lines that begin with >.
create or replace macro without_quoted_lines(words) as
    case when contains(words, '>') then regexp_replace(words, '(?m)^[ \t]*>.*\n?', '', 'g') else words end;

-- A text without a person's whole name; a first name alone may be a word.
create or replace macro without_name(words, name) as
    case when length(name) >= 5 and contains(name, ' ') then replace(words, name, '[name]') else words end;

-- Mail addresses, telephone, card and account numbers, and what stands behind
-- the question mark of a link, made unreadable. The first test keeps the dear
-- patterns away from the many texts that have neither digits nor an @.
create or replace macro redacted(words) as
    case when regexp_matches(words, '[@0-9?]') then
        regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(words,
            '[\p{L}0-9._%+-]+@[\p{L}0-9-]+(\.[\p{L}0-9-]+)+', '[e-mail]', 'g'),
            '(https?://[^\s?#]+)[?#]\S*', '\1', 'g'),
            '\b[A-Z]{2}\d{2}( ?[A-Z0-9]{4}){3,7}( ?[A-Z0-9]{1,3})?\b', '[number]', 'g'),
            '\b(\d[ -]?){12,18}\d\b', '[number]', 'g'),
            '(\+|\b00)[1-9]([ ()./-]{0,2}\d){7,13}\b|\b0\d{1,4}[ /-]\d([ -]?\d){4,9}\b|(\(\d{3}\) ?|\b\d{3}[ .-])\d{3}[ .-]\d{4}\b', '[phone]', 'g')
    else words end;

-- The segments of an answer, a JSON object: its names, and the value of one.
create or replace macro segment_names(segments) as unnest(json_keys(segments));
create or replace macro segment_value(segments, name) as json_extract_string(segments, '$."' || name || '"');

-- The first part of a mail address is a person's; the rest says where from.
create or replace macro mail_domain(address) as lower(split_part(address, '@', 2));

-- number_of: a number that stands for a text; two texts have the same one once in
-- 2^64. profile_of: that of all values together by which an answer can be cut.
create or replace macro number_of(words) as hash(words);
-- item_number: that of an item of the plan; feedback has numbers of its own.
create or replace macro item_number(source, key) as cast(hash('item', source, key) >> 1 as bigint);
create or replace macro profile_of(segment, plan, channel, language, segments) as hash(segment, plan, channel, language, segments);

-- label_name: what a label says, however it is written: "Sign-in" is "sign in".
create or replace macro label_name(label) as lower(trim(replace(replace(label, '-', ' '), '_', ' ')));

-- seed_of: the place of somebody in a drawing of lots: the same for the same
-- words, on every engine and in every version.
create or replace macro seed_of(words) as md5(words);

-- day_in_words: 5 July 2026.
create or replace macro day_in_words(day) as strftime(cast(day as date), '%-d %B %Y');

-- shown_id: a person's id in customers.csv, or their key where the id is an
-- address or holds a part of their name.
create or replace macro shown_id(person_id, name, person_key) as
    case when redacted(person_id) = person_id and not contains(person_id, '@') and len(list_filter(string_split_regex(lower(coalesce(name, '')), '[^\p{L}\p{N}]+'),
        part_ -> length(part_) >= 3 and contains(lower(person_id), part_))) = 0 then person_id else person_key end;
