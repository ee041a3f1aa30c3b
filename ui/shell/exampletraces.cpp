// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/exampletraces.h"

#include "app/invalidation/bulkjson.h"

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using End = BulkReport::End;
using Kind = BulkAction::Kind;
using Type = Recipe::Parameter::Type;

Recipe exampleRecipe(const QString &name, const QString &description, const QByteArray &pattern,
    const QList<Recipe::Parameter> &parameters, const BulkAction &action)
{
    Recipe recipe;
    recipe.id = Recipe::newId();
    recipe.name = name;
    recipe.description = description;
    recipe.scope.pattern = pattern;
    recipe.parameters = parameters;
    recipe.action = action;
    return recipe;
}

QList<Recipe> exampleRecipes()
{
    return {exampleRecipe(u"Cache of one user"_s,
                u"When somebody sees an old name or old orders. The shop reads them anew."_s,
                "cache:get_user_*:({user_id},):*",
                {{u"user_id"_s, Type::Number, {}, u"Stands in the ticket"_s}}, {}),
        exampleRecipe(u"One page of the catalogue"_s, u"After prices were corrected by hand."_s,
            "page:/catalogue/{category}/{{page={page}}}",
            {{u"category"_s, Type::RegularExpression, u"[a-z-]+"_s, u"As in the address"_s},
                {u"page"_s, Type::Number, {}, {}}},
            {Kind::Soften, 30s}),
        exampleRecipe(u"Sessions that never end"_s, u"Gives them a day."_s, "session:*", {},
            {Kind::Expire, 24h, 0, BulkAction::Only::Shorten, BulkAction::Spread::Jitter, 10})};
}

AuditRecord exampleAct(
    std::chrono::seconds ago, const QString &user, const BulkScope &scope, const BulkAction &action)
{
    AuditRecord record;
    record.id = AuditLog::newId();
    record.begun = QDateTime::currentDateTimeUtc().addSecs(-ago.count());
    record.osUser = user;
    record.host = u"support-7"_s;
    record.serverId = demoProfileId;
    record.server = u"Demo cache"_s;
    record.address = u"localhost"_s;
    record.scope = toJson(scope);
    record.action = toJson(action);
    record.shownKeys = 12'408;
    return record;
}

void addExample(AuditLog &log, const AuditRecord &record, std::chrono::milliseconds took, End end,
    const BulkCounts &counts, const QString &error = {})
{
    log.begin(record);
    log.complete(record.id, {record.begun.addMSecs(took.count()), end, counts, error});
}

} // namespace

void fillWithExamples(const BulkParts &bulk)
{
    bulk.recipes.saveAll(exampleRecipes());
    AuditLog &log = bulk.traces.audit;
    AuditRecord recipe = exampleAct(26h, u"anna"_s, {"cache:get_user_*:(42,):*"}, {});
    recipe.recipe = u"Cache of one user"_s;
    recipe.reason = u"Ticket 4711: shows the old address"_s;
    addExample(log, recipe, 310ms, End::Complete, {18, 0, 1, 0, 0});
    addExample(log, exampleAct(5h, u"bert"_s, {"page:*"}, {Kind::Soften, 30s}), 74s, End::Cancelled,
        {41'233, 12, 310, 0, 0});
    BulkScope sessions{"session:*"};
    sessions.condition.expiry = KeyCondition::Expiry::Persistent;
    addExample(log, exampleAct(3h, u"bert"_s, sessions, {Kind::Expire, 24h}), 1200ms, End::Refused,
        {0, 0, 0, 100, 0}, u"NOPERM this user has no permissions to run the 'pexpireat' command"_s);
    {
        AuditLog gone(log.path());
        gone.begin(exampleAct(2h, u"carla"_s, {"cache:get_item_*"}, {}));
    }
    addExample(log, exampleAct(40min, u"anna"_s, {"cache:get_user_*"}, {}), 2400ms, End::Complete,
        {12'401, 0, 7, 0, 0});
}

} // namespace hitlens
