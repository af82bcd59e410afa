import type { ColumnType } from "kysely";

/** jsonb: written as JSON text (pg would turn an array into a Postgres array), read as the value. */
export type Json<T> = ColumnType<T, string, string>;
export type JsonOrNull<T> = ColumnType<T | null, string | null | undefined, string | null>;
export type Time = ColumnType<Date, Date | string, Date | string>;
export type TimeOrNull = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
export type Now = ColumnType<Date, Date | string | undefined, Date | string>;
