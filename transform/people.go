package transform

import (
	"cmp"
	"context"
	"database/sql/driver"
	"fmt"
	"sort"
	"strings"
)

// writePeople resolves who is who by customers.csv: lookup.persons are the ways
// to tell a person (each address, each login), lookup.accounts those to tell an
// account (its people, its domains, its name). Of two customers with one token
// the first in the order of their ids has it. The records whose author is
// another one than before are listed in a temporary table, so that the
// incremental models follow.
func (b *builder) writePeople(ctx context.Context) error {
	if err := b.db.Exec(ctx, personsNow+accountsNow+otherWays); err != nil {
		return err
	}
	var others int64
	if err := b.db.Row(ctx, "select (select count(*) from other_persons) + (select count(*) from other_accounts)", nil, &others); err != nil {
		return err
	}
	records := make([]string, 0, 2)
	for _, r := range [][2]string{{"feedback", "feedback"}, {"rating", "ratings"}} {
		records = append(records, fmt.Sprintf(reidentified, r[0], r[1]))
	}
	limit := ""
	if others == 0 { // the records are many: not even looked at
		limit = " limit 0"
	}
	err := b.db.Exec(ctx, "create or replace temp table reidentified as select * from ("+strings.Join(records, " union all ")+")"+limit+`;
		delete from lookup.persons;
		insert into lookup.persons select * from persons_now;
		delete from lookup.accounts;
		insert into lookup.accounts select * from accounts_now;
		drop table persons_now; drop table accounts_now; drop table other_persons; drop table other_accounts`)
	if err != nil {
		return err
	}
	for _, table := range []string{"lookup.persons", "lookup.accounts"} {
		var state string
		if err := b.db.Row(ctx, "select count(*) || ' ' || coalesce(bit_xor(hash(t)), 0) from "+table+" t", nil, &state); err != nil {
			return err
		}
		b.lookups[table] = state
	}
	return nil
}

// personsNow: a login counts as it stands in every source (trackers' logins
// begin with their system: github:jane) and, with the name or kind of a source
// before its colon, as the rest of it there. What landed without a key of its
// own, in an earlier version, has that of the first address.
const personsNow = `
	create or replace temp table persons_now as
	with people as (
		select native_id as person_id, coalesce(person_key, person_keys[1]) as person_key, person_keys, logins
		from landing.people
		where not deleted and coalesce(person_key, person_keys[1]) is not null
	), logins as (
		select person_id, person_key, unnest(logins) as login from people
	), ways as (
		select 'address' as way, '' as source, unnest(person_keys) as token, person_key, person_id from people
		union all
		select 'login', '', login, person_key, person_id from logins
		union all
		select 'login', s.source, substr(l.login, strpos(l.login, ':') + 1), l.person_key, l.person_id
		from logins l
		join lookup.source_names s on contains(l.login, ':') and s.name = split_part(l.login, ':', 1)
	), ranked as (
		select *, row_number() over (partition by way, source, token order by person_id) as place from ways
	)
	select way, source, token, person_key, person_id from ranked where place = 1;`

const accountsNow = `
	create or replace temp table accounts_now as
	with standing as (
		select native_id as account_id, coalesce(name, native_id) as account, name, domains, segment, plan
		from landing.accounts
		where not deleted
	), ways as (
		select 'domain' as way, unnest(domains) as token, account_id, account, segment, plan from standing
		union all
		select 'name', lower(name), account_id, account, segment, plan from standing where name is not null
		union all
		select 'person', coalesce(p.person_key, p.person_keys[1]), p.account, coalesce(a.account, p.account), a.segment, a.plan
		from landing.people p
		left join standing a on a.account_id = p.account
		where not p.deleted and p.account is not null
	), ranked as (
		select *, row_number() over (partition by way, token order by account_id) as place from ways where token <> ''
	)
	select way, token, account_id, account, segment, plan from ranked where place = 1;`

const otherWays = `
	create or replace temp table other_accounts as
	select distinct way, token from (
		(select * from accounts_now except select * from lookup.accounts)
		union all
		(select * from lookup.accounts except select * from accounts_now)
	);
	create or replace temp table other_persons as
	select way, source, token from (
		(select * from persons_now except select * from lookup.persons)
		union all
		(select * from lookup.persons except select * from persons_now)
	)
	union
	select p.way, p.source, p.token from persons_now p join other_accounts a on a.way = 'person' and a.token = p.person_key;`

// reidentified are the records of one kind whose author is told otherwise now.
const reidentified = `
	select '%[1]s' as record, %[1]s_id as id from landing.%[2]s
	where person_key in (select token from other_persons where way = 'address')
		or lower(author_id) in (select token from other_persons where way = 'login') -- of whatever source
		or mail_domain(author_email) in (select token from other_accounts where way = 'domain')
		or lower(account) in (select token from other_accounts where way = 'name')`

// nameRows are the names that a login in customers.csv may give a source.
func (b *builder) nameRows() (rows [][]driver.Value) {
	for source, kind := range b.run.Kinds {
		rows = append(rows, []driver.Value{source, strings.ToLower(source)})
		if kind != strings.ToLower(source) {
			rows = append(rows, []driver.Value{source, kind})
		}
	}
	sort.Slice(rows, func(i, k int) bool {
		return cmp.Or(cmp.Compare(rows[i][0].(string), rows[k][0].(string)), cmp.Compare(rows[i][1].(string), rows[k][1].(string))) < 0
	})
	return rows
}
