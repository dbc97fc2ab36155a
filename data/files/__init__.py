"""Bytes of CSV, XLSX, Parquet to text cells."""
