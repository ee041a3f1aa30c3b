// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/commandtext.h"

#include <algorithm>

namespace hitlens {

namespace {

// Which arguments of a command may be secrets: all from an index on, or what follows the name of a
// setting that holds one. Too much is hidden rather than too little.
struct SecretRule
{
    const char *command;
    const char *subcommand; // null: any, or none
    qsizetype from;
    bool isAfterSetting;
};

constexpr SecretRule secretRules[] = {
    {"auth", nullptr, 1, false}, {"hello", nullptr, 1, false}, {"acl", "setuser", 3, false},
    {"acl", "dryrun", 4, false}, // the arguments of any other command
    {"config", "set", 2, true}, {"ft.config", "set", 2, true}, {"_ft.config", "set", 2, true},
    {"migrate", nullptr, 6, true}, // the first five are the host, the port, a key and two numbers
    {"module", "load", 3, false}, {"module", "loadex", 3, false},
    {"search.clusterset", nullptr, 1, false},
    {"sentinel", nullptr, 2, true}, // SET name auth-pass …, CONFIG SET sentinel-pass …
};

bool isFirstLetterOfRule(const QByteArray &command)
{
    const char letter = command.isEmpty() ? '\0' : static_cast<char>(command.front() | 0x20);
    return std::ranges::any_of(secretRules,
        [letter](const SecretRule &rule) { return (rule.command[0] | 0x20) == letter; });
}

bool isSame(const QByteArray &argument, const char *name)
{
    return argument.compare(name, Qt::CaseInsensitive) == 0;
}

// requirepass, masterauth, primaryauth, tls-key-file-pass, AUTH2, and what is yet to come.
bool namesSecret(const QByteArray &argument)
{
    const QByteArray name = argument.left(shownOfArgument).toLower();
    return std::ranges::any_of(
        std::initializer_list<const char *>{"pas", "auth", "secret", "token", "cred"},
        [&](const char *part) { return name.contains(part); });
}

bool isContinuation(char byte)
{
    return (static_cast<uchar>(byte) & 0xc0) == 0x80;
}

bool isPlain(char character)
{
    const auto byte = static_cast<uchar>(character);
    return byte > 0x20 && byte < 0x7f && byte != '"' && byte != '\'' && byte != '\\';
}

// What would be drawn as nothing, or change the direction of what follows: C1 controls, and the
// marks of U+2000 to U+207F.
bool isInvisible(QByteArrayView rest)
{
    if (rest.size() < 2)
        return false;
    const auto first = static_cast<uchar>(rest[0]);
    const auto second = static_cast<uchar>(rest[1]);
    return (first == 0xc2 && second < 0xa0)
        || (first == 0xe2 && (second == 0x80 || second == 0x81));
}

void appendHex(QByteArray &text, char character)
{
    static constexpr char digits[] = "0123456789abcdef";
    const auto byte = static_cast<uchar>(character);
    text += "\\x";
    text += digits[byte >> 4];
    text += digits[byte & 15];
}

void appendAscii(QByteArray &text, char character)
{
    switch (character) {
    case '\n':
        text += "\\n";
        break;
    case '\r':
        text += "\\r";
        break;
    case '\t':
        text += "\\t";
        break;
    case '"':
    case '\\':
        text += '\\';
        text += character;
        break;
    default:
        if (isPlain(character) || character == ' ' || character == '\'')
            text += character;
        else
            appendHex(text, character);
    }
}

// At most so much of it, without cutting a character of UTF-8 in two.
QByteArrayView beginningOf(QByteArrayView argument, qsizetype size)
{
    if (argument.size() <= size)
        return argument;
    qsizetype cut = size;
    while (cut > 0 && cut > size - 4 && isContinuation(argument[cut]))
        --cut;
    return argument.first(cut);
}

// How many bytes of the argument found room.
qsizetype appendQuoted(QByteArray &text, QByteArrayView argument, qsizetype room)
{
    const QByteArrayView shown = beginningOf(argument, room);
    const bool isText = shown.isValidUtf8();
    const qsizetype limit = text.size() + room;
    qsizetype taken = 0;
    bool isEscaped = false; // the character that the byte belongs to
    text += '"';
    for (; taken < shown.size(); ++taken) {
        const char byte = shown[taken];
        const bool isInside = isText && isContinuation(byte);
        if (!isInside && text.size() > limit)
            break;
        if (static_cast<uchar>(byte) < 0x80) {
            appendAscii(text, byte);
            continue;
        }
        if (!isInside)
            isEscaped = !isText || isInvisible(shown.sliced(taken));
        if (isEscaped)
            appendHex(text, byte);
        else
            text += byte;
    }
    text += taken < argument.size() ? "…\"" : "\"";
    return taken;
}

qsizetype appendArgument(QByteArray &text, QByteArrayView argument, qsizetype room)
{
    const bool isPlainWord = !argument.isEmpty() && argument.size() <= room
        && std::all_of(argument.begin(), argument.end(), isPlain);
    if (!isPlainWord)
        return appendQuoted(text, argument, room);
    text += argument;
    return argument.size();
}

} // namespace

qsizetype firstSecret(const QByteArrayList &argv)
{
    // Most commands are none of these, and a scan may send a hundred thousand a second.
    if (argv.isEmpty() || !isFirstLetterOfRule(argv.first()))
        return argv.size();
    const SecretRule *rule = std::ranges::find_if(secretRules, [&](const SecretRule &candidate) {
        return isSame(argv.value(0), candidate.command)
            && (!candidate.subcommand || isSame(argv.value(1), candidate.subcommand));
    });
    if (rule == std::end(secretRules) || argv.size() <= rule->from)
        return argv.size();
    if (!rule->isAfterSetting)
        return rule->from;
    const auto setting = std::find_if(argv.begin() + rule->from, argv.end(), namesSecret);
    return setting == argv.end() ? argv.size() : setting - argv.begin() + 1;
}

CommandText commandText(const QByteArrayList &argv)
{
    CommandText command;
    const qsizetype shown = firstSecret(argv);
    command.hidden = static_cast<int>(argv.size() - shown);
    command.text.reserve(std::min<qsizetype>(shown * 24, shownOfCommand) + 16);
    for (qsizetype i = 0; i < shown; ++i) {
        const QByteArray &argument = argv[i];
        const qsizetype room = std::min(shownOfArgument, shownOfCommand - command.text.size() - 1);
        if (room <= 0) {
            command.leftOut += argument.size();
            continue;
        }
        if (i > 0)
            command.text += ' ';
        command.leftOut += argument.size() - appendArgument(command.text, argument, room);
    }
    return command;
}

} // namespace hitlens
