-- A signal's sentence is kept in the parts it was made of, [{kind, text}], so that a page says each at its place and takes no prose apart
-- (server/contract/signal-sentence.ts). What was written before is taken apart here, once, as pages did: what was seen, what changed, what it
-- does not say, and the text between. Where the parts together are not the sentence to the letter, it stays in one.
create function parts_of_sentence(written text) returns jsonb language sql immutable as $$
  with halves as (
    select regexp_match(written, '^(.+?[.!?])\s+(?=[A-Z0-9])(.*)$') as half
  ),
  body as (
    select coalesce(half[1], written) as seen, coalesce(half[2], '') as rest from halves
  ),
  ended as (
    select seen, rest, regexp_match(rest, '^(.*?)\s*(This is a statistical flag: it does not say why\.)$') as ending from body
  ),
  changed as (
    select seen, coalesce(ending[1], rest) as said, ending[2] as limited, regexp_match(coalesce(ending[1], rest),
      '^(.*?)\s*(Since the last version: [^.]*\.|Unchanged since the last version\.|The same cases as in the last version\.|The last version looked at [^.]*\.|It had been closed and has come back\.)\s*(.*)$') as change
    from ended
  ),
  part as (
    select place, kind, said_there
    from changed
    cross join lateral (values
      (1, 'seen', seen), (2, 'text', coalesce(change[1], said)), (3, 'change', change[2]), (4, 'text', change[3]), (5, 'limit', limited)
    ) as told (place, kind, said_there)
    where said_there <> ''
  )
  select case when string_agg(said_there, ' ' order by place) = written
    then jsonb_agg(jsonb_build_object('kind', kind, 'text', said_there) order by place)
    else jsonb_build_array(jsonb_build_object('kind', 'text', 'text', written)) end
  from part
$$;

alter table signal_version alter column sentence type jsonb using parts_of_sentence(sentence);
alter table signal_version add check (jsonb_typeof(sentence) = 'array' and jsonb_array_length(sentence) > 0);

-- What a run asked for by day would say. Only the owner sees every partnership.
alter table work no force row level security;
update work
set result = jsonb_set(result, '{signals}', (
  select coalesce(jsonb_agg(jsonb_set(signal, '{sentence}', parts_of_sentence(signal ->> 'sentence')) order by place), '[]')
  from jsonb_array_elements(result -> 'signals') with ordinality as found (signal, place)))
where kind = 'night_preview' and result ? 'signals';
alter table work force row level security;

drop function parts_of_sentence;
