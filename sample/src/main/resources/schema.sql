-- no unique id: an order that is stored twice has to show
create table if not exists orders (
	id text not null,
	release text not null,
	stored_at integer not null default (cast(unixepoch('subsec') * 1000 as integer))
);
