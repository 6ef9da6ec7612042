"""The checks that need DuckDB and pandas; run by `run` with the Python that has them. usage: pyside.py FOLDER (of files that run wrote)"""
import json
import sys

import duckdb
import pandas

folder = sys.argv[1]
events = [json.loads(line) for line in open(f'{folder}/events.jsonl', encoding='utf-8')]


def one(sql):
    return duckdb.sql(sql.replace('@', folder + '/')).fetchall()


# Parquet and CSV give the same counts and sums as the JSON lines.
for table in ("'@events.parquet'", "read_csv('@events.csv')"):
    got = dict(one(f'SELECT event, count(*) FROM {table} GROUP BY 1'))
    want = {}
    for e in events:
        want[e['event'][0]] = want.get(e['event'][0], 0) + 1
    assert got == want, (table, got, want)
    assert abs(one(f'SELECT sum(goldstein) FROM {table}')[0][0] - sum(e['goldstein'] for e in events)) < 1e-6
    assert one(f"SELECT count(*) FROM {table} WHERE actor LIKE 'FRA%' AND status = 'actual'")[0][0] > 0
days = one("SELECT min(first_day)::VARCHAR, typeof(any_value(first_day)), typeof(any_value(date_stated)), typeof(any_value(lat)) FROM '@events.parquet'")[0]
assert days[1:] == ('DATE', 'BOOLEAN', 'DOUBLE'), days
assert one("SELECT count(*), sum(n), count(word), count(half), sum(even::INT), min(day)::VARCHAR, count(never) FROM '@many.parquet'")[0] == (
    150000, sum(range(-5, 149995)), 100000, 150000 - 21429, 75000, '1969-09-23', 0)

# GDELT 2.0 as its users read it.
names = open(f'{folder}/gdelt.columns', encoding='utf-8').read().split()
gdelt = pandas.read_csv(f'{folder}/events.gdelt', sep='\t', header=None, names=names, dtype={'EventCode': str, 'EventBaseCode': str, 'EventRootCode': str})
assert len(gdelt.columns) == 61 and len(gdelt) and gdelt['GLOBALEVENTID'].dtype == 'int64' and gdelt['SQLDATE'].dtype == 'int64'
for column in ('FractionDate', 'GoldsteinScale', 'ActionGeo_Lat', 'ActionGeo_Long'):
    assert gdelt[column].dtype == 'float64', (column, gdelt[column].dtype)
for column in ('IsRootEvent', 'QuadClass', 'NumMentions', 'NumSources', 'NumArticles', 'ActionGeo_Type', 'DATEADDED', 'Year', 'MonthYear'):
    assert gdelt[column].dtype == 'int64', (column, gdelt[column].dtype)
assert set(gdelt['QuadClass']) <= {1, 2, 3, 4} and gdelt['EventRootCode'].str.len().eq(2).all()
assert not gdelt['GLOBALEVENTID'].duplicated().any()

icews = pandas.read_csv(f'{folder}/events.icews', sep='\t', parse_dates=['Event Date'], dtype={'CAMEO Code': str})
assert len(icews.columns) == 20 and icews['Event ID'].dtype == 'int64' and icews['Event ID'].max() < 2**31 and icews['Latitude'].dtype == 'float64'
polecat = pandas.read_csv(f'{folder}/events.polecat', sep='\t', na_values=['None'], parse_dates=['Event Date', 'Publication Date'])
assert len(polecat.columns) == 40 and set(polecat['Quad Code']) <= {'VERBAL COOPERATION', 'MATERIAL COOPERATION', 'VERBAL CONFLICT', 'MATERIAL CONFLICT'}
phoenix = pandas.read_csv(f'{folder}/events.phoenix', sep='\t', header=None, dtype={13: str, 14: str})
assert len(phoenix.columns) == 26 and set(phoenix[15]) <= {0, 1, 2, 3, 4}
print('DuckDB', duckdb.__version__, 'and pandas', pandas.__version__, 'read all')
