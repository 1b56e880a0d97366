# Как идёт заказ.
title-of-voice = Голосовой заказ
status-title = 🎬 <b>{ $title }</b>
status-starting = Начинаю…
status-queued =
    ⏳ В очереди: ваше место — { $place }{ $left ->
        [seconds] , меньше минуты
        [minutes] , { around-minutes }
        [clock] , начну около { $clock }
       *[unknown] { "" }
    }
status-hearing = 🎧 Слушаю голосовое…
status-writing = ✍️ Пишу сценарий…
status-writing-again = ✍️ Переписываю сценарий…
status-asleep = 😴 Студия спит, ваш заказ сохранён. Проснётся — продолжу сам.
status-asks-transcript = 👇 Проверьте, правильно ли я расслышал
status-asks-script = 👇 Сценарий готов, жду вашего решения
status-images-soon = 🎨 Сейчас начну рисовать…
status-images =
    🎨 Рисую картинки: { $done } из { $count }{ $left ->
        [seconds] , осталось меньше минуты
        [minutes] , осталось { around-minutes }
        [clock] , закончу около { $clock }
       *[unknown] …
    }
status-asks-images = 👇 Картинки готовы, жду вашего решения
status-videos-soon = 🎞 Сейчас начну оживлять…
status-videos =
    🎞 Оживляю картинки: { $done } из { $count }{ $left ->
        [seconds] , осталось меньше минуты
        [minutes] , осталось { around-minutes }
        [clock] , закончу около { $clock }
       *[unknown] …
    }
status-asks-videos = 👇 Клипы готовы, жду вашего решения
status-audio = 🎙 Записываю голос…
status-film = 🎬 Собираю ролик…
status-done = ✅ Готово
status-cancelled = ❌ Отменён
status-timed-out = ⌛️ Отменён: время вышло
status-cost =
    { $is_known ->
        [true] 💳 Потрачено { $usd }.
       *[false] 💳 Потрачено { $usd } и, возможно, ещё до { $unknown }: часть была в работе, и оплачена ли она, неизвестно.
    }
status-failed = ⚠️ Остановлен: нужно ваше решение

around-minutes =
    { $minutes ->
        [one] около { $minutes } минуты
        [few] около { $minutes } минут
       *[other] около { $minutes } минут
    }

# Сценарий, картинки, клипы.
script-title = 📝 <b>{ $title }</b>
script-promise = <i>{ $promise }</i>
act-intro = <b>Завязка</b>
act-main = <b>Главное</b>
act-outro = <b>Финал</b>
script-line = <code>{ $at }</code> { $narration }
script-left-out = ✂️ Не поместилось: { $phrases }
    Если что-то из этого важнее, напишите, что добавить и что убрать.
script-undrawable = ⚠️ В субтитры не попадут знаки, которых нет ни в одном шрифте: { $letters }
    На озвучку это не влияет. Если важно, попросите сказать иначе.
piece = <b>{ $n }</b> · { $at } · { $narration }

chosen = ⚙️ { $parts }
chosen-length =
    { $unit ->
        [seconds] { $n } с
       *[minutes] { $n } мин
    }
chosen-language-ru = по-русски
chosen-language-en = по-английски
chosen-captions-on = субтитры
chosen-captions-off = без субтитров
chosen-voice-female = женский голос
chosen-voice-male = мужской голос
chosen-voice = голос { $voice }
ask-script = Нравится сценарий?
images-head = 🖼 <b>{ $title }</b>
ask-images =
    { $count ->
        [one] Вот { $count } картинка. Нравится?
        [few] Вот { $count } картинки. Нравятся?
       *[other] Вот { $count } картинок. Нравятся?
    }
ask-images-new =
    { $count ->
        [1] Вот новый вариант картинки { $numbers }. Нравится?
       *[other] Вот новые варианты картинок { $numbers }. Нравятся?
    }
videos-head = 🎞 <b>{ $title }</b>
ask-videos =
    { $count ->
        [one] Готово: { $count } клип. Нравится анимация?
        [few] Готово: { $count } клипа. Нравится анимация?
       *[other] Готово: { $count } клипов. Нравится анимация?
    }
ask-videos-new =
    { $count ->
        [1] Вот новый вариант клипа { $numbers }. Нравится анимация?
       *[other] Вот новые варианты клипов { $numbers }. Нравится анимация?
    }
made-here-words = ✍️ Сценарий составлен по шаблону: сервис, который пишет тексты, не подключён.
made-here-pictures = 🖍 Картинки и анимация будут простые, их нарисует сам бот: сервис, который рисует, не подключён.
price-spent = 💳 Потрачено { $usd }.
price-transcript = Дальше — сценарий: { $usd }.
price-script =
    { $is_free ->
        [true] Дальше — картинки и голос, бесплатно.
       *[false] Дальше — картинки и голос: { $usd }.
    }
price-images =
    { $is_free ->
        [true] Дальше — анимация, бесплатно.
       *[false] Дальше — анимация: { $usd }.
    }
price-videos =
    { $is_free ->
        [true] Дальше — монтаж, бесплатно.
       *[false] Дальше — монтаж: { $usd }.
    }
price-of-film =
    { $is_free ->
        [true] 💰 Ролик сейчас ничего не стоит.
       *[false] 💰 Ролик обойдётся примерно в { $usd }. Это зависит от длины: её можно выбрать в /settings.
    }
price-whole = Весь ролик ≈ { $usd }.
price-redo-script = Переписать сценарий: { $usd }.
price-redo-images =
    { $count ->
        [one] Переделать картинку: { $usd }.
        [few] Переделать { $count } картинки: { $usd }.
       *[other] Переделать { $count } картинок: { $usd }.
    }
price-redo-videos =
    { $count ->
        [one] Переделать клип: { $usd }.
        [few] Переделать { $count } клипа: { $usd }.
       *[other] Переделать { $count } клипов: { $usd }.
    }
price-redo-both =
    { $count ->
        [one] Новая картинка и клип к ней: { $usd }.
       *[other] Новые картинки и клипы к ним: { $usd }.
    }
failed-beside = ⚠️ Кое-что уже не получилось, я написал об этом выше. Сначала решите, что с этим делать: без этого ролика не будет.
over-budget = ⚠️ На следующий шаг не хватит бюджета. Напишите владельцу бота или отмените заказ.
decide-within =
    ⏳ Решите за { $unit ->
        [seconds] { $n ->
            [one] { $n } секунду
            [few] { $n } секунды
           *[other] { $n } секунд
        }
        [hours] { $n ->
            [one] { $n } час
            [few] { $n } часа
           *[other] { $n } часов
        }
       *[minutes] { $n ->
            [one] { $n } минуту
            [few] { $n } минуты
           *[other] { $n } минут
        }
    }, иначе { $is_change ->
        [true] останется прежний ролик
       *[false] заказ отменится
    }.
reminder =
    ⏰ «{ INNER($title) }» ждёт вашего решения. { $unit ->
        [seconds] { $n ->
            [one] Через { $n } секунду
            [few] Через { $n } секунды
           *[other] Через { $n } секунд
        }
        [hours] { $n ->
            [one] Через { $n } час
            [few] Через { $n } часа
           *[other] Через { $n } часов
        }
       *[minutes] { $n ->
            [one] Через { $n } минуту
            [few] Через { $n } минуты
           *[other] Через { $n } минут
        }
    } { $is_change ->
        [true] останется прежний ролик
       *[false] заказ отменится сам
    }.
reminder-longer = ⏳ Хорошо, «{ INNER($title) }» подождёт.
transcript =
    🎧 Я расслышал так:
    <blockquote>{ $text }</blockquote>
ask-transcript = Всё верно? Если нет — просто пришлите исправленный текст.

ask-note-script = ✏️ Что изменить в сценарии «{ INNER($title) }»? Напишите одним сообщением.
ask-note-images =
    { $count ->
        [one] ✏️ Что изменить на картинке { $numbers }? Напишите одним сообщением.
       *[other] ✏️ Что изменить на картинках { $numbers }? Напишите одним сообщением.
    }
ask-reword-images =
    { $count ->
        [one] ✏️ Что должно быть на картинке { $numbers }? Опишите другими словами, одним сообщением.
       *[other] ✏️ Что должно быть на картинках { $numbers }? Опишите другими словами, одним сообщением.
    }
ask-note-videos =
    { $count ->
        [one] ✏️ Как должен двигаться кадр { $numbers }? Напишите одним сообщением.
       *[other] ✏️ Как должны двигаться кадры { $numbers }? Напишите одним сообщением.
    }
note-taken = ✏️ Понял, переделываю.

verdict-approved-script = ✅ Сценарий утверждён.
verdict-approved-images = ✅ Картинки утверждены.
verdict-approved-videos = ✅ Клипы утверждены.
verdict-cancelled = ❌ Отменено.
verdict-film-stays = 🎬 Ролик остался прежним.
verdict-timed-out = ⌛️ Время вышло.
verdict-renewed = 👇 Новая версия ниже.
verdict-below = 👇 Этот вопрос теперь ниже.
verdict-redone = 🔁 Переделываю.
verdict-files-gone = 🗑 Материалы уже удалены: срок хранения вышел. Можно заказать заново.
verdict-retried = 🔁 Пробую ещё раз.
verdict-heard-right = ✅ Всё верно.
verdict-corrected = ✏️ Исправлено.

end-cancelled = Заказ «{ INNER($title) }» отменён. Денег на него больше не уйдёт.
end-timed-out = ⌛️ Я не дождался решения и отменил «{ INNER($title) }». Денег на него больше не уйдёт.
end-cut-off = Часть работы ещё шла: за неё могло списаться до { $usd }.
end-can-go-on = Пока материалы хранятся, можно продолжить с того же места: за готовое платить заново не придётся.

film-coming = 🎬 «{ INNER($title) }» готов, отправляю…
film =
    🎬 <b>{ $title }</b>
    { $length }
film-lost = 🎬 «{ INNER($title) }» был готов, но его файл уже удалён. Могу начать заново по тому же описанию.
film-too-large = 🎬 «{ INNER($title) }» готов, но файл больше { $most } МБ, а Telegram столько от ботов не принимает. Файл есть у владельца бота.
