export interface ObjectName {
  readonly schema: string;
  readonly name: string;
}

export interface ColumnName {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
}
