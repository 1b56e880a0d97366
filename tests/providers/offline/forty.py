# ruff: noqa: E501 - people do not break their lines
"""Forty briefs as people write them, each with what its film has to say in their own words."""

from __future__ import annotations

FORTY: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Создай рекламу для нового смартфона с акцентом на камеру и батарею",
        ("нового смартфона", "камеру и батарею"),
    ),
    (
        "Кофейня «Утро» в центре Казани: свежая обжарка, скидка 20% до восьми утра",
        ("кофейня «Утро» в центре Казани", "свежая обжарка", "скидка 20% до восьми утра"),
    ),
    (
        (
            "Нужен ролик для доставки пиццы Pizza Mia. Привозим за 30 минут, тесто на закваске."
            " Сайт pizzamia.ru, тел. +7 (900) 123-45-67. Музыка спокойная."
        ),
        (
            *("доставки пиццы Pizza Mia", "Привозим за 30 минут", "тесто на закваске"),
            *("pizzamia.ru", "+7 (900) 123-45-67"),
        ),
    ),
    (
        (
            "Стоматология «Улыбка» на Невском 18: имплантация от 25 000 ₽, первая консультация"
            " бесплатно, работаем без выходных с 9 до 21"
        ),
        (
            *("стоматология «Улыбка» на Невском 18", "имплантация от 25 000 ₽"),
            *("первая консультация бесплатно", "работаем без выходных с 9 до 21"),
        ),
    ),
    (
        (
            "Шиномонтаж на Ленина 45, меняем четыре колеса за 20 минут, хранение шин 3000 рублей за"
            " сезон, запись по телефону 8 800 555-35-35"
        ),
        (
            *("на Ленина 45", "меняем четыре колеса за 20 минут"),
            *("хранение шин 3000 рублей за сезон", "8 800 555-35-35"),
        ),
    ),
    (
        (
            "Сделайте, пожалуйста, рекламу юридической компании «Право и дело». Банкротство физлиц под"
            " ключ, рассрочка на 12 месяцев, офис на проспекте Мира, д. 10."
        ),
        (
            *("юридической компании «Право и дело»", "Банкротство физлиц под ключ"),
            *("рассрочка на 12 месяцев", "офис на проспекте Мира, д. 10"),
        ),
    ),
    (
        "Ателье «Игла»: подгоняем одежду по фигуре за один день, шьём платья и костюмы на заказ",
        ("ателье «Игла»", "подгоняем одежду по фигуре за один день", "платья и костюмы на заказ"),
    ),
    (
        (
            "Ветклиника «Лапа» открылась в Химках! Приём от 900 рублей, УЗИ и анализы на месте,"
            " скорая помощь круглосуточно"
        ),
        ("Химках", "Приём от 900 рублей", "УЗИ и анализы на месте", "скорая помощь круглосуточно"),
    ),
    (
        (
            "Хочу видео про мою мастерскую керамики в Твери. Проводим мастер-классы по субботам,"
            " 2500 ₽ с человека, глина и обжиг включены"
        ),
        (
            *("нашу мастерскую керамики в Твери", "Проводим мастер-классы по субботам"),
            *("2500 ₽ с человека", "глина и обжиг включены"),
        ),
    ),
    (
        (
            "Приложение «Шаг» считает шаги, пульс и сон. Работает без интернета. Бесплатно 30 дней,"
            " потом 199 ₽ в месяц. Скачать в RuStore и App Store."
        ),
        (
            *("считает шаги, пульс и сон", "Работает без интернета", "Бесплатно 30 дней"),
            *("199 ₽ в месяц", "RuStore и App Store"),
        ),
    ),
    (
        (
            "Фестиваль уличной еды 14–15 июня в парке Горького, вход свободный, 60 ресторанов, концерт"
            " группы «Мосты» в 20:00"
        ),
        (
            *("14–15 июня в парке Горького", "вход свободный", "60 ресторанов"),
            "концерт группы «Мосты» в 20:00",
        ),
    ),
    (
        (
            "снимите ролик про детский сад на Садовой там три группы по 12 детей английский с трёх лет"
            " и свой бассейн"
        ),
        ("детский сад на Садовой", "три группы по 12 детей", "английский с трёх лет", "бассейн"),
    ),
    (
        "Реклама курса английского. Занятия по вечерам, цена 4 990 ₽. Слоган: «Говори смело»",
        ("курса английского", "Занятия по вечерам", "цена 4 990 ₽", "Говори смело"),
    ),
    (
        (
            "Продаём мёд с алтайской пасеки: липовый, гречишный и горный. Банка 0,5 л за 650 рублей,"
            " доставка по России от 300 ₽. Пишите в телеграм @altaimed"
        ),
        (
            *("мёд с алтайской пасеки", "липовый, гречишный и горный"),
            *("0,5 л за 650 рублей", "доставка по России от 300 ₽", "@altaimed"),
        ),
    ),
    (
        (
            "Нужна реклама клининга «Чисто», покажите, как мы моем окна на 25 этаже, уборка квартиры"
            " от 2 900 ₽, скидка 15% на первый заказ"
        ),
        (
            *("«Чисто»", "окна на 25 этаже", "уборка квартиры от 2 900 ₽"),
            "скидка 15% на первый заказ",
        ),
    ),
    (
        (
            "Электросамокат «Молния»: запас хода 60 км, заряжается за 3 часа, весит 14 кг, цена"
            " 49 990 ₽. Сделайте акцент на складном руле и гарантии 2 года."
        ),
        (
            *("электросамокат «Молния»", "запас хода 60 км", "заряжается за 3 часа"),
            *("весит 14 кг", "цена 49 990 ₽", "складном руле и гарантии 2 года"),
        ),
    ),
    (
        (
            "Открываем йога-студию на Цветном бульваре, 7. Первое занятие бесплатно до 1 марта."
            " Целевая аудитория: женщины после сорока"
        ),
        (
            *("йога-студию на Цветном бульваре, 7", "Первое занятие бесплатно до 1 марта"),
            "женщины после сорока",
        ),
    ),
    (
        (
            "Видео для барбершопа Топор, г. Екатеринбург, ул. Малышева, 51. Мужская стрижка 1 800 ₽,"
            " стрижка бороды 900 ₽. Запись на topor.ru"
        ),
        (
            *("барбершопа Топор", "Екатеринбург", "ул. Малышева, 51"),
            *("Мужская стрижка 1 800 ₽", "стрижка бороды 900 ₽", "topor.ru"),
        ),
    ),
    (
        (
            "Расскажи о нашей новой услуге: вывоз старой мебели. Приедем в день звонка, разберём и"
            " вынесем сами, этаж не важен."
        ),
        (
            *("о нашей новой услуге", "вывоз старой мебели", "Приедем в день звонка"),
            *("разберём и вынесем сами", "этаж не важен"),
        ),
    ),
    (
        (
            "Детский лагерь «Сосны» на Волге, смены в июне и июле, 14 дней, 38 000 рублей. Хочу, чтобы"
            " голос был женский. Упомяните бассейн и верёвочный парк."
        ),
        (
            *("детский лагерь «Сосны» на Волге", "смены в июне и июле", "14 дней"),
            *("38 000 рублей", "бассейн и верёвочный парк"),
        ),
    ),
    (
        (
            "Make a video for my tailor shop on Baker Street: suits in ten days, alterations from"
            " £15, open Saturdays."
        ),
        (
            *("our tailor shop on Baker Street", "suits in ten days", "alterations from £15"),
            "open Saturdays",
        ),
    ),
    (
        (
            "A yoga retreat in Bali, 12-19 March, $890 per person with meals and transfers. Book at"
            " balancebali.com"
        ),
        (
            *("a yoga retreat in Bali", "12-19 March", "$890 per person", "meals and transfers"),
            "balancebali.com",
        ),
    ),
    (
        (
            "A bakery called Sunny Crust in Bristol. We bake sourdough every morning, and our"
            " croissants are famous."
        ),
        (
            *("a bakery called Sunny Crust in Bristol", "We bake sourdough every morning"),
            "our croissants are famous",
        ),
    ),
    (
        "Aurora: noise-cancelling headphones. 40 hours of battery. Only $79.99",
        ("Aurora", "noise-cancelling headphones", "40 hours of battery", "Only $79.99"),
    ),
    (
        "Please create a 50 second video for Acme Rockets: fast, reliable delivery to orbit.",
        ("Acme Rockets", "fast, reliable delivery to orbit"),
    ),
    (
        "Create an ad for a new smartphone with a focus on the camera and battery life",
        ("a new smartphone", "the camera and battery life"),
    ),
    (
        (
            "I need a promo for our dental clinic in Leeds, free check-up for new patients, whitening"
            " £199, call 0113 496 0000"
        ),
        (
            *("our dental clinic in Leeds", "free check-up for new patients", "whitening £199"),
            "0113 496 0000",
        ),
    ),
    (
        (
            "Tyre change in 25 minutes, winter storage for $60, no appointment needed. Miller Garage,"
            " 14 Station Road, open 8am to 6pm."
        ),
        (
            *("Tyre change in 25 minutes", "winter storage for $60", "no appointment needed"),
            *("Miller Garage", "14 Station Road", "8am to 6pm"),
        ),
    ),
    (
        (
            "FitLoop is an app that counts reps with your phone's camera. Free for 14 days, then $4.99"
            " a month. Mention that it works offline."
        ),
        (
            *("FitLoop", "counts reps with your phone's camera", "Free for 14 days"),
            *("$4.99 a month", "works offline"),
        ),
    ),
    (
        (
            "Jazz night at The Blue Door on Friday, May 9, doors at 7 p.m., tickets from $25, two"
            " drinks included"
        ),
        (
            *("The Blue Door", "Friday, May 9", "doors at 7 p.m.", "tickets from $25"),
            "two drinks included",
        ),
    ),
    (
        (
            "Dog grooming in your own yard: we come with a van, wash, trim and dry for $55. Serving"
            " Austin and Round Rock. Call (512) 555-0142."
        ),
        (
            *("Dog grooming in your own yard", "we come with a van", "wash, trim and dry for $55"),
            *("Austin and Round Rock", "(512) 555-0142"),
        ),
    ),
    (
        (
            "Our law firm Hart & Lowe helps tenants in Chicago. The first call is free. We only get"
            " paid if you win."
        ),
        (
            *("Hart & Lowe", "tenants in Chicago", "The first call is free"),
            "We only get paid if you win",
        ),
    ),
    (
        "Handmade ceramic mugs from Lisbon. Each one is unique. Free shipping over $50.",
        ("Handmade ceramic mugs from Lisbon", "Each one is unique", "Free shipping over $50"),
    ),
    (
        (
            "Promote my online course on watercolour painting: 24 lessons, lifetime access, $120,"
            " starts on 3 October"
        ),
        (
            *("our online course on watercolour painting", "24 lessons", "lifetime access"),
            *("$120", "starts on 3 October"),
        ),
    ),
    (
        (
            "The GreenBox vegetable box: ten kilos from farms around Kent, every Thursday, £18,"
            " cancel whenever you like"
        ),
        (
            *("the GreenBox vegetable box", "ten kilos from farms around Kent", "every Thursday"),
            *("£18", "cancel whenever you like"),
        ),
    ),
    (
        (
            "We're opening a bookshop with a cat in Galway on 1 June! First 100 visitors get a tote"
            " bag. Target audience: students and families."
        ),
        (
            *("a bookshop with a cat in Galway on 1 June", "First 100 visitors get a tote bag"),
            "students and families",
        ),
    ),
    (
        (
            "make a commercial about electric bikes with emphasis on range (80 miles) and the folding"
            " frame price 1299 dollars"
        ),
        ("electric bikes", "80 miles", "the folding frame", "1299 dollars"),
    ),
    (
        (
            "Wedding photographer Anna Reyes, based in Porto, 10 years of experience, packages from"
            " €900, instagram @annareyes"
        ),
        (
            *("Wedding photographer Anna Reyes", "based in Porto", "10 years of experience"),
            *("packages from €900", "@annareyes"),
        ),
    ),
    (
        (
            "A plumber you can call at night. No call-out fee, arrival within 45 minutes, all of"
            " North London. The tone should be calm."
        ),
        (
            *("a plumber you can call at night", "No call-out fee", "within 45 minutes"),
            "North London",
        ),
    ),
    (
        (
            "Smart thermostat Ember Two saves up to 23% on heating, installs in 15 minutes and works"
            " with Alexa and HomeKit. $129 until Sunday."
        ),
        (
            *("Ember Two", "saves up to 23% on heating", "installs in 15 minutes"),
            *("Alexa and HomeKit", "$129 until Sunday"),
        ),
    ),
)
