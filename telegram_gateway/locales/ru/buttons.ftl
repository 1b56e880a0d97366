# Кнопки. Первые две написаны так, как люди их знают с первого дня.
button-approve = ✅ Утвердить
button-cancel = ❌ Отменить
button-change = ✏️ Изменить
button-settings = ⚙️ Настройки
button-pick-images = 🔁 Переделать кадры
button-pick-videos = 🔁 Переделать кадры
button-pick-film = 🔁 Переделать кадры
button-copy = 📋 Скопировать текст для поста
button-all-clips = ▶️ Показать все клипы
button-chosen = ✓ { $n }
button-redo-images = 🖼 Новая картинка
button-redo-videos = 🎞 Новая анимация
button-back-images = ↩️ Прежняя картинка
button-back-videos = ↩️ Прежняя анимация
button-back = ↩️ Назад
button-plain-redo = 🔁 Просто ещё раз
button-drop = ↩️ Оставить как есть
button-leave = ↩️ Не надо
button-new-film = 🎬 Новый ролик
button-film-of-this = 🎬 Снять об этом ролик
button-as-note = ✏️ Правка: «{ INNER($title) }»
button-continue-note = ↩️ Продолжить с этой правкой
button-note-images = 🖼 Новая картинка{ $is_free ->
        [true] { "" }
       *[false] {" "}· { $usd }
    }
button-note-videos = 🎞 Новая анимация{ $is_free ->
        [true] { "" }
       *[false] {" "}· { $usd }
    }
button-rewrite = ✏️ Переписать сценарий
button-hear = 🎧 Да, послушать
button-heard-right = ✅ Всё верно
button-heard-wrong = ✏️ Исправить
button-retry = 🔁 Попробовать ещё раз
button-reword = ✏️ Сформулировать иначе
button-cancel-job = ❌ Отменить заказ
button-continue = ↩️ Продолжить
button-continue-job = ↩️ { $title }
button-revoice = 🗣 Голос: { $voice }
button-again = 🔁 Начать заново
button-stop-yes = ❌ Да, отменить
button-stop-no = ▶️ Нет, продолжать
button-film = 🎬 { $title }
button-more-time = ⏳ Ещё час
button-show-job = 👇 { $title }
button-again-job = 🔁 { $title }
button-newer = ‹ Новее
button-older = Дальше ›

language-ru = Русский
language-en = English
film-language-auto = Как в заказе
film-language-ru = Русский
film-language-en = English
format-spot = 🎬 50 секунд
format-film = 🎞 4 минуты
captions-on = 💬 Субтитры
captions-off = Без субтитров
voice-auto = 🎙 Голос по умолчанию
voice-female = Женский
voice-male = Мужской

# Короткие ответы на нажатия: не длиннее 200 знаков.
toast-approved-script = Утверждено! Рисую картинки.
toast-approved-images = Утверждено! Оживляю картинки.
toast-approved-videos = Утверждено! Собираю ролик.
toast-approved-before = Уже утверждено, работа идёт.
toast-cancelled = Заказ отменён.
toast-cancelled-before = Этот заказ уже отменён.
toast-late = Здесь уже всё решено.
toast-more-time = Хорошо, подожду ещё час.
toast-shown = Вот он, ниже 👇
toast-below = Этот вопрос обновился, новый ниже 👇
toast-under-way = Этот заказ ещё в работе.
toast-not-owner = Решает только заказчик ролика.
toast-not-author = Это решает тот, кто написал сообщение.
toast-unknown = Эта кнопка больше не работает.
toast-unknown-job = Этого заказа больше нет.
toast-no-room = У студии почти закончилось место на диске: новый ролик сейчас не начать. Попробуйте позже.
toast-files-gone = Материалы этого заказа уже удалены. Пришлите его, пожалуйста, заново.
toast-goes-on = Хорошо, продолжаю.
toast-retry = Пробую ещё раз.
toast-heard-right = Отлично, пишу сценарий.
toast-send-correction = Пришлите исправленный текст одним сообщением.
toast-choose-first = Сначала выберите кадры.
toast-write-change = Напишите, что изменить.
toast-redo = Переделываю.
toast-taken-back = Вернул прежний вариант.
toast-no-other-take = Другого варианта нет.
toast-all-clips = Сейчас пришлю все клипы.
toast-again = Начинаю заново.
toast-new-film = Начинаю новый ролик.
toast-hear = Слушаю.
toast-film = Сейчас пришлю.
toast-chosen = Запомнил.
toast-not-allowed = Этот бот работает только для своих.
toast-slow-down = Слишком быстро. Подождите, пожалуйста, минуту.
toast-broken = Что-то сломалось. Попробуйте, пожалуйста, ещё раз.

command-start = Что я умею
command-new = Заказать новый ролик
command-help = Короткая справка
command-status = Как идут заказы
command-jobs = Последние ролики
command-cancel = Отменить заказ
command-settings = Формат, голос, субтитры
command-lang = Язык · Language
description = Делаю рекламные ролики прямо в чате. Опишите словами или голосом, что рекламируем, — через несколько минут придёт готовый ролик с озвучкой. Перед каждым платным шагом я спрошу вас.
short-description = Рекламный ролик из одного сообщения: сценарий, картинки, анимация, голос.
