#!/usr/bin/env python3
"""Makes data/places/cities.tsv and admin1.tsv from GeoNames (CC BY 4.0). Run by hand when the source changes.

usage: tools/mkplaces.py SHARED OUT
  SHARED/places/geonames_cities15000.txt.gz, geonames_admin1.json; SHARED/actors/country-codes.csv (alpha-2 to alpha-3);
  SHARED/lexical/wordfreq, SHARED/news/wiki*.gz, voa*: which spellings the press uses (only membership is kept, no text).
"""
import csv, difflib, gzip, json, glob, re, sys, unicodedata

shared, out = sys.argv[1:3]
COMMON = 4.3          # Zipf frequency from which a lower-case word is too common to be a small town's name
PLACE_WORDS = set('''victoria lincoln liverpool hamilton carolina colorado cambridge sydney madrid florida york washington oxford boston
bath split melbourne rome manchester paris moscow dallas cleveland ontario oregon columbia mobile reading male mary nelson virginia
jackson hollywood austin springfield birmingham richmond newcastle georgia alexandria bay'''.split())
DROP = {('Donetsk', 'RUS'), ('Lemont', 'USA'), ('Police', 'POL'), ('Date', 'JPN'), ('Obama', 'JPN'), ('Sue', 'JPN'), ('Sale', 'GBR'), ('Mary', 'USA'), ('Jordan', 'HKG'),
        ('Mexico', 'PHL'), ('Florida', 'CUB'), ('Madrid', 'COL'), ('Moscow', 'USA'), ('Sana', 'JPN')}  # towns that only ever take the place of a better known one
EXTRA = {  # English spellings of the press that GeoNames' list lacks or hides
    'Kyiv': ['Kiev'], 'Odesa': ['Odessa'], 'Kharkiv': ['Kharkov'], 'Lviv': ['Lvov', 'Lemberg'], 'Mykolaiv': ['Mykolayiv', 'Nikolaev'],
    'Zaporizhzhya': ['Zaporizhzhia', 'Zaporizhia', 'Zaporozhye'], 'Dnipro': ['Dnipropetrovsk'], 'Donetsk': [], 'Luhansk': ['Lugansk'],
    'Sloviansk': ['Slavyansk', 'Slovyansk'], 'Kramatorsk': [], 'Bakhmut': ['Artemivsk', 'Artyomovsk'], 'Sanaa': ["Sana'a", 'Sana’a'],
    'Aleppo': ['Halab'], 'Homs': ['Hims'], 'Hama': ['Hamah'], 'Latakia': ['Lattakia'], 'Deir ez-Zor': ['Deir al-Zor', 'Deir Ezzor', 'Deir al-Zour', 'Deir ez-Zour'],
    'Ar Raqqah': ['Raqqa', 'Raqqah', 'al-Raqqa', 'Ar-Raqqah'], 'Idlib': ['Idleb'], 'Al Mawsil al Jadidah': [], 'Mosul': [], 'Tall ‘Afar': ['Tal Afar'],
    'Basrah': ['Basra'], 'Al Basrah al Qadimah': [], 'Kirkuk': [], 'Al Fallujah': ['Fallujah', 'Falluja'], 'Ar Ramadi': ['Ramadi'], 'Tikrit': [],
    'Ba`qubah': ['Baqubah', 'Baquba'], 'Baqubah': ['Baquba', 'Baqouba'], 'Erbil': ['Irbil', 'Arbil'], 'Sulaymaniyah': ['Sulaimaniya', 'Sulaimaniyah', 'Sulaymaniya'],
    'Benghazi': ['Bengasi'], 'Mişratah': ['Misrata', 'Misratah'], 'Misratah': ['Misrata'], 'Sirte': ['Surt'], 'Az Zawiyah': ['Zawiya', 'Zawiyah'],
    'Beijing': ['Peking'], 'Guangzhou': ['Canton'], 'Mumbai': ['Bombay'], 'Kolkata': ['Calcutta'], 'Chennai': ['Madras'], 'Bengaluru': ['Bangalore'],
    'Yangon': ['Rangoon'], 'Nay Pyi Taw': ['Naypyidaw', 'Naypyitaw', 'Nay Pyi Daw'], 'Ho Chi Minh City': ['Saigon'], 'Hanoi': ['Ha Noi'],
    'Tel Aviv': ['Tel Aviv-Yafo', 'Tel-Aviv'], 'Jerusalem': ['East Jerusalem', 'West Jerusalem', 'Al-Quds'], 'Beersheba': ["Be'er Sheva", 'Beer Sheva'],
    'Gaza': ['Gaza City'], 'Khān Yūnis': ['Khan Younis', 'Khan Yunis', 'Khan Yunus'], 'Rafaḩ': ['Rafah'], 'Jabālyā': ['Jabalia', 'Jabaliya', 'Jabalya'],
    'Bayt Lāhyā': ['Beit Lahia', 'Beit Lahiya'], 'Bayt Ḩānūn': ['Beit Hanoun', 'Beit Hanun'], 'Dayr al Balaḩ': ['Deir al-Balah', 'Deir el-Balah'],
    'Ramallah': [], 'Hebron': ['al-Khalil'], 'Nablus': [], 'Janīn': ['Jenin'], 'Ţūlkarm': ['Tulkarem', 'Tulkarm'], 'Sidon': ['Saida'], 'Tyre': ['Sour'],
    'Washington': ['Washington, D.C.', 'Washington, DC', 'Washington D.C.', 'Washington DC'], 'New York City': ['New York'], 'Los Angeles': ['LA', 'L.A.'],
    'Geneva': ['Genève'], 'Vienna': ['Wien'], 'Brussels': ['Bruxelles'], 'The Hague': ['Hague'], 'Cologne': ['Köln'], 'Munich': ['München'],
    'Saint Petersburg': ['St. Petersburg', 'St Petersburg', 'Leningrad'], 'Nizhniy Novgorod': ['Nizhny Novgorod'], 'Groznyy': ['Grozny'],
    'Makhachkala': [], 'Nazran’': ['Nazran'], 'Kazan': [], 'Rostov-na-Donu': ['Rostov-on-Don', 'Rostov'], 'Stepanakert': ['Khankendi'],
    'Tskhinvali': [], 'Sokhumi': ['Sukhumi'], 'Nur-Sultan': ['Astana'], 'Astana': ['Nur-Sultan'], 'Bishkek': ['Frunze'], 'Osh': [],
    'Mogadishu': [], 'Kismayo': ['Kismaayo'], 'Hargeysa': ['Hargeisa'], 'N’Djamena': ["N'Djamena", 'Ndjamena'], "N'Djamena": ['N’Djamena', 'Ndjamena'], 'Abuja': [],
    'Maiduguri': [], 'Khartoum': [], 'Omdurman': [], 'Al Fashir': ['El Fasher', 'al-Fashir', 'El-Fasher', 'al-Fasher'], 'El Fasher': ['al-Fashir', 'al-Fasher', 'El-Fasher'],
    'Port Sudan': [], 'Addis Ababa': [], "Mek'ele": ['Mekelle', 'Mekele'], 'Mekele': ['Mekelle'], 'Cairo': [], 'Alexandria': [], 'Al ‘Arīsh': ['El Arish', 'al-Arish', 'el-Arish', 'Arish'],
    'Sharm el-Sheikh': ['Sharm El Sheikh', 'Sharm al-Sheikh', 'Sharm el Sheikh'], 'Tripoli': [], 'Marrakesh': ['Marrakech'], 'Algiers': [], 'Timbuktu': ['Tombouctou'],
    'Cotonou': [], 'Ouagadougou': [], 'Port-au-Prince': ['Port au Prince'], 'Sao Paulo': ['São Paulo'], 'Brasília': ['Brasilia'],
    'Mexico City': ['Ciudad de México'], 'Ciudad Juárez': ['Juárez', 'Juarez'], 'Panamá': ['Panama City'], 'Guatemala City': [], 'Pyongyang': ['P’yongyang'],
    'Kaesŏng': ['Kaesong'], 'Wŏnsan': ['Wonsan'], 'Kandahār': ['Kandahar'], 'Kunduz': ['Kondoz'], 'Jalālābād': ['Jalalabad'], 'Herāt': ['Herat'],
    'Mazār-e Sharīf': ['Mazar-i-Sharif', 'Mazar-e-Sharif', 'Mazar-i Sharif'], 'Lashkar Gāh': ['Lashkar Gah', 'Lashkargah'], 'Ghaznī': ['Ghazni'],
    'Peshawar': [], 'Quetta': [], 'Rawalpindi': [], 'Mīrān Shāh': ['Miranshah', 'Miran Shah'], 'Srīnagar': ['Srinagar'], 'Dera Ismāīl Khān': ['Dera Ismail Khan'],
    'Isfahan': ['Esfahan'], 'Bushehr': [], 'Mashhad': ['Meshed'], 'Qom': ['Qum'], 'Diyarbakır': ['Diyarbakir'], 'Istanbul': ['Constantinople'], 'İzmir': ['Izmir'],
    'Şanlıurfa': ['Sanliurfa', 'Urfa'], 'Al Manamah': ['Manama'], 'Manama': [], 'Doha': ['Ad Dawhah'], 'Kuwait City': [], 'Mecca': ['Makkah'], 'Medina': ['Al Madinah'],
    'Al Hudaydah': ['Hodeidah', 'Hudaydah', 'Hodeida', 'al-Hudaydah', 'Al Hudaydah'], 'Taiz': ['Taizz', "Ta'izz"], 'Aden': [], 'Ma’rib': ['Marib', "Ma'rib"], 'Al Mukalla': ['Mukalla'],
    "Sa'dah": ['Saada', 'Sadah', "Sa'ada", 'Saadah'], 'Şa‘dah': ['Saada', "Sa'ada", 'Saadah'], 'Zinjibār': ['Zinjibar'], 'Hodeidah': ['al-Hudaydah', 'Hodeida'],
    'Dar‘ā': ['Daraa', 'Deraa', "Dar'a"], 'Dār‘ā': ['Daraa', 'Deraa', "Dar'a"], 'Al Ḩasakah': ['Hasakah', 'Hasaka', 'al-Hasakah', 'al-Hasaka'],
    'Al Qāmishlī': ['Qamishli', 'Qamishlo'], 'Manbij': [], 'Al Bāb': ['al-Bab'], '‘Afrīn': ['Afrin'], 'Dūmā': ['Douma'], '‘Ayn al ‘Arab': ['Kobani', 'Kobane', 'Kobanî'],
    'Tadmur': ['Palmyra'], 'Jisr ash Shughūr': ['Jisr al-Shughour', 'Jisr al-Shughur'], 'Kinshasa': [], 'Goma': [], 'Lubumbashi': [], 'Bangui': [], 'Dili': [], 'Zamboanga': ['Zamboanga City'],
    'Marawi City': ['Marawi'], 'Jolo': [], 'Davao': ['Davao City'], 'Cotabato': ['Cotabato City'], 'Pristina': ['Prishtina', 'Priština'], 'Mitrovicë': ['Mitrovica', 'Kosovska Mitrovica'],
}

zipf = {}
for path in glob.glob(shared + '/lexical/wordfreq/*.gz'):
    for line in gzip.open(path, 'rt'):
        word, value = line.rstrip('\n').split('\t')
        zipf[word] = float(value)

def fold(s):
    s = unicodedata.normalize('NFD', s)
    return re.sub(r'[^a-z0-9]+', ' ', ''.join(c for c in s.replace('ł', 'l').replace('ø', 'o').replace('ı', 'i').replace('đ', 'd') if not unicodedata.combining(c)).lower()).strip()

seen = set()   # folded runs of one to four capitalised words that the press has
for path in glob.glob(shared + '/news/wiki*.gz') + glob.glob(shared + '/news/voa*.gz'):
    for line in gzip.open(path, 'rt'):
        for run in re.findall(r"(?:[A-Z][\w'’.-]+|al-[A-Z][\w'’-]+)(?: (?:[A-Z][\w'’.-]+|al-[A-Z]\w+|de|la|al|el|of|i|e|and))*", line):
            words = fold(run).split()
            for i in range(len(words)):
                for j in range(i + 1, min(i + 6, len(words) + 1)):
                    seen.add(' '.join(words[i:j]))

alpha3 = {r['ISO3166-1-Alpha-2']: r['ISO3166-1-Alpha-3'] for r in csv.DictReader(open(shared + '/actors/country-codes.csv'))}
alpha3.update({'XK': 'KOS', 'AN': 'ANT', 'NA': 'NAM', 'TW': 'TWN'})
admin1 = {r['code']: r['name'] for r in json.load(open(shared + '/places/geonames_admin1.json'))}

def plain(s):  # Latin letters only
    return all(c in " '’‘`-.()" or ('LATIN' in unicodedata.name(c, '') ) for c in s)

def spellings(name, ascii_name, alternates, population, feature):
    """Spellings beyond the name whose folded form differs: those the press uses, else the two that are most like the name."""
    have, out = {fold(name)}, []
    big = population >= 50000 or feature in ('PPLC', 'PPLA')
    cands = []
    for alt in [ascii_name] + alternates:
        f = fold(alt)
        if not f or f in have or len(f) < 4 or not plain(alt) or alt.isupper() or '(' in alt or not (alt[0].isupper() or alt[:3] in ('al-', 'el-')):
            continue
        common = zipf.get(alt.lower(), 0) if ' ' not in alt else 0
        if common >= 3.6 and f not in PLACE_WORDS and not (population > 300000 and f in seen and alt[0].isupper() and common < 4.3):
            continue
        if ' ' in alt and all(zipf.get(x, 0) >= 4.2 for x in alt.lower().split()) and f not in PLACE_WORDS:
            continue  # White House for Casablanca
        have.add(f)
        like = difflib.SequenceMatcher(None, f, fold(name)).ratio()
        cands.append((f in seen, like, alt))
    press = [c for c in cands if c[0] and (c[1] > 0.3 or big)]
    rest = sorted((c for c in cands if not c[0] and c[1] > 0.75), key=lambda c: -c[1])
    out = [c[2] for c in press][:10] + [c[2] for c in rest][:(1 if big else 0)]
    return out

rows, weights = [], {}
for line in gzip.open(shared + '/places/geonames_cities15000.txt.gz', 'rt'):
    f = line.rstrip('\n').split('\t')
    gid, name, ascii_name, alts, lat, lon, code, cc, adm, pop = f[0], f[1], f[2], f[3].split(','), f[4], f[5], f[7], f[8], f[10], int(f[14])
    if code in ('PPLX', 'PPLH', 'PPLQ', 'PPLW') and pop < 100000 and code != 'PPLX':
        continue
    country = alpha3.get(cc, '')
    key = cc + '.' + adm
    w = weights.setdefault(key, [0, 0, 0])
    w[0] += max(pop, 1); w[1] += float(lat) * max(pop, 1); w[2] += float(lon) * max(pop, 1)
    low = fold(name)
    if zipf.get(name.lower(), 0) >= COMMON and low not in PLACE_WORDS and pop < 300000 and code != 'PPLC':
        continue
    if code == 'PPLX' and (zipf.get(name.lower(), 0) > 3.2 or pop < 30000):
        continue
    if (name, country) in DROP:
        continue
    names = spellings(name, ascii_name, alts, pop, code)
    for extra in EXTRA.get(name, []):
        if extra not in names and (pop > 20000 or True) and not (name in ('Tripoli', 'Alexandria') and pop < 1000000):
            if name in ('Washington', 'Gaza', 'Moscow', 'Cairo') and pop < 500000: continue
            if name in ('Hebron', 'Odesa', 'Geneva', 'Vienna', 'Medina', 'Tyre', 'Athens', 'Panamá', 'Cologne') and pop < 60000: continue
            names.append(extra)
    if name == 'New York City': names = [n for n in names if n != 'New York'] + ['New York']
    rows.append((-pop, country, name, [gid, name, '|'.join(names), lat, lon, 'P', country, admin1.get(key, ''), str(pop)]))

head = '# geonameid\tname\talternates\tlat\tlon\tfeature\tcountry\tadmin1\tpopulation\n'
with open(out + '/cities.tsv', 'w') as w:
    w.write(head + '# Generated by tools/mkplaces.py from GeoNames cities15000 (https://www.geonames.org, CC BY 4.0). Do not edit: regions.tsv wins.\n')
    for r in sorted(rows, key=lambda r: (r[1], r[0], r[2])):
        w.write('\t'.join(r[3]) + '\n')

KINDS = r' (Province|Region|Governorate|State|District|Department|Oblast|Krai|County|Prefecture|Division|Municipality|Voivodeship|Parish|Canton|Republic|Emirate|Muhafazah|Wilaya)$'
with open(out + '/admin1.tsv', 'w') as w:
    w.write(head + '# Generated by tools/mkplaces.py from GeoNames admin1CodesASCII (https://www.geonames.org, CC BY 4.0). The point is the middle of its towns.\n')
    for code, name in sorted(admin1.items()):
        country = alpha3.get(code[:2], '')
        if not country or code not in weights:
            continue
        pop, la, lo = weights[code]
        name = name.strip()
        bare = re.sub(KINDS, '', name)
        bare = re.sub(r'^(Provincia de|Departamento de|Estado de|Province of|State of|Departament de) ', '', bare)
        alts = []
        if bare != name: alts.append(bare)
        for kind in (' province', ' Province', ' state', ' State', ' region', ' Region', ' governorate', ' Governorate', ' district'):
            pass
        if bare.startswith('Al '): alts += ['al-' + bare[3:], bare[3:]] if zipf.get(bare[3:].lower(), 0) < 3.5 else ['al-' + bare[3:]]
        if zipf.get(bare.lower(), 0) >= COMMON and fold(bare) not in PLACE_WORDS and country not in ('USA', 'CAN', 'AUS', 'GBR'):
            alts = [a for a in alts if a != bare]
            if bare == name: continue
        if name in ('Central', 'Eastern', 'Western', 'Northern', 'Southern', 'North', 'South', 'East', 'West', 'Centre', 'Center', 'Union', 'Saint George', 'Saint John'):
            continue
        if bare in ('Central', 'Eastern', 'Western', 'Northern', 'Southern', 'North', 'South', 'East', 'West', 'Centre', 'Center', 'Capital', 'Federal'):
            alts = []
        w.write('\t'.join(['0', name, '|'.join(dict.fromkeys(alts)), f'{la/pop:.3f}', f'{lo/pop:.3f}', 'A', country, '', str(pop)]) + '\n')
