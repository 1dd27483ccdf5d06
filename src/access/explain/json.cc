// An explanation for machines.
#include <boost/json.hpp>

#include "access/explain/explain.h"
#include "access/explain/fix.h"

namespace rolecall::access {
namespace {

using boost::json::array;
using boost::json::object;

array Texts(const std::vector<std::string>& texts) {
  array list;
  for (const std::string& text : texts) list.emplace_back(text);
  return list;
}

object Statement(const StatementRow& row) {
  array conditions;
  for (const ConditionRow& condition : row.conditions) {
    object one{{"claim", condition.claim},
               {"operator", condition.operator_text},
               {"expected", Texts(condition.expected)},
               {"actual", Texts(condition.actual)},
               {"verdict", condition.matched ? "ok" : "fail"}};
    if (!condition.note.empty()) one["note"] = condition.note;
    conditions.push_back(std::move(one));
  }
  object statement{{"name", row.name},          {"effect", row.allows ? "Allow" : "Deny"},
                   {"applies", row.matched},    {"nearest", row.nearest},
                   {"notes", Texts(row.notes)}, {"conditions", std::move(conditions)}};
  if (const std::string place = row.origin.Text(); !place.empty()) statement["place"] = place;
  return statement;
}

object Place(const Origin& origin) {
  object place;
  if (origin.range.has_place()) {
    place["file"] = *origin.range.file;
    place["line"] = origin.range.start.line;
    place["column"] = origin.range.start.column;
  }
  if (!origin.address.empty()) place["address"] = origin.address;
  return place;
}

object Link(const ChainLink& link) {
  array statements;
  for (const StatementRow& row : link.statements) statements.push_back(Statement(row));
  object one{{"link", link.name},
             {"verdict", !link.reached ? "not reached"
                         : link.good   ? "ok"
                                       : "fail"},
             {"text", link.verdict},
             {"details", Texts(link.details)}};
  if (!link.code.empty()) one["code"] = link.code;
  if (!statements.empty()) one["statements"] = std::move(statements);
  if (object place = Place(link.origin); !place.empty()) one["place"] = std::move(place);
  return one;
}

object FixObject(const Fix& fix) {
  object one{{"summary", fix.summary}};
  if (!fix.diff.empty()) one["diff"] = fix.diff;
  if (!fix.json_patch.empty()) {
    one["document"] = fix.document;
    one["patch"] = boost::json::parse(fix.json_patch);
  }
  if (!fix.next.empty()) one["next"] = fix.next;
  return one;
}

}  // namespace

std::string ToJson(const ExplainQuestion& question, const ExplainAnswer& answer, const Fix* fix) {
  array links;
  for (const ChainLink& link : answer.links) links.push_back(Link(link));
  object whole{{"decision", answer.decision()}, {"action", question.action}, {"resource", question.resource}};
  if (question.account) whole["service_account"] = question.account->first + "/" + question.account->second;
  if (!question.role_arn.empty()) whole["role"] = question.role_arn;
  if (!question.principal_arn.empty()) whole["principal"] = question.principal_arn;
  if (const ChainLink* failed = answer.failed()) {
    whole["cause"] = failed->verdict;
    whole["code"] = failed->code;
    whole["failed_link"] = failed->name;
    if (object place = Place(failed->origin); !place.empty()) whole["place"] = std::move(place);
    if (!answer.advice.empty()) whole["advice"] = answer.advice;
  }
  if (fix != nullptr) whole["fix"] = FixObject(*fix);
  whole["chain"] = std::move(links);
  if (!answer.conditions.empty()) whole["conditions"] = Texts(answer.conditions);
  if (!answer.unknown.empty()) whole["unknown"] = Texts(answer.unknown);
  if (!question.remarks.empty()) whole["remarks"] = Texts(question.remarks);
  if (!question.model->gaps.empty()) whole["not_known"] = Texts(question.model->gaps);
  return boost::json::serialize(whole);
}

}  // namespace rolecall::access
