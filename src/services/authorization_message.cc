#include "services/authorization_message.h"

#include <algorithm>
#include <boost/json.hpp>
#include <vector>

#include "policy/explain/explain.h"

namespace rolecall::services {
namespace {

namespace bj = boost::json;

constexpr std::string_view kPurpose = "rolecall authorization message v1";
// 10,240 characters of base64 are 7,680 bytes, less what sealing adds and the account.
constexpr std::size_t kMaxMessageBytes = 7500;
constexpr std::size_t kAccountLength = 12;

// Services whose denials end with "Encoded authorization failure message: …".
constexpr std::string_view kEncoding[] = {"ec2"};

bj::object Items(bj::array items) { return bj::object{{"items", std::move(items)}}; }

bj::object Values(const std::vector<std::string>& texts) {
  bj::array items;
  for (const std::string& text : texts) items.push_back(bj::object{{"value", text}});
  return Items(std::move(items));
}

bj::object ConditionsOf(const policy::Context& context) {
  bj::array items;
  for (const policy::Context::Entry& entry : context.entries()) {
    items.push_back(bj::object{{"key", entry.key}, {"values", Values(entry.values.ToList())}});
  }
  return Items(std::move(items));
}

bj::object ConditionsOf(const policy::Statement& statement) {
  bj::array items;
  for (const policy::Condition& condition : statement.conditions) {
    std::vector<std::string> values;
    for (const policy::Text& value : condition.values) values.push_back(value.value);
    items.push_back(bj::object{{"key", condition.key}, {"values", Values(values)}});
  }
  return Items(std::move(items));
}

std::vector<std::string> Texts(const std::vector<policy::Text>& texts) {
  std::vector<std::string> values;
  for (const policy::Text& text : texts) values.push_back(text.value);
  return values;
}

bj::array MatchedStatements(const Call& call, const policy::Decision& decision) {
  if (!decision.has_statement) return {};
  const policy::Statement& statement = policy::StatementOf(decision.statement);
  return {bj::object{{"statementId", statement.sid},
                     {"effect", statement.effect == policy::Effect::kDeny ? "DENY" : "ALLOW"},
                     {"principals", Values({call.caller.user_id})},
                     {"principalGroups", Items({})},
                     {"actions", Values(Texts(statement.actions))},
                     {"resources", Values(Texts(statement.resources))},
                     {"conditions", ConditionsOf(statement)}}};
}

std::string NameOfCaller(const Caller& caller) {
  if (caller.user != nullptr) return caller.user->name;
  return caller.session != nullptr ? caller.session->session_name : caller.account;
}

}  // namespace

bool EncodesDenials(std::string_view service) { return std::ranges::find(kEncoding, service) != std::end(kEncoding); }

std::string EncodeMessage(const Call& call, const policy::Decision& decision, const policy::Request& request) {
  bj::object context{
      {"principal",
       bj::object{{"id", call.caller.user_id}, {"name", NameOfCaller(call.caller)}, {"arn", call.caller.arn}}},
      {"action", request.action()},
      {"resource", request.resource()},
      {"conditions", ConditionsOf(request.context())}};
  bj::object message{{"allowed", false},
                     {"explicitDeny", decision.outcome == policy::Outcome::kExplicitDeny},
                     {"matchedStatements", Items(MatchedStatements(call, decision))},
                     {"failures", Items({})},
                     {"context", std::move(context)}};
  // What is too long loses the details that are longest, first those of the request.
  if (bj::serialize(message).size() > kMaxMessageBytes) message["context"].as_object()["conditions"] = Items({});
  if (bj::serialize(message).size() > kMaxMessageBytes) message["matchedStatements"] = Items({});
  const std::string text = bj::serialize(message);
  if (text.size() > kMaxMessageBytes) return "";
  return call.directory.SealText(kPurpose, call.caller.account + text);
}

std::optional<std::string> DecodeMessage(const Call& call, std::string_view encoded) {
  const Result<Secret> opened = call.directory.OpenText(kPurpose, encoded);
  if (!opened.ok()) return std::nullopt;
  const std::string_view text = opened->Reveal();
  if (text.size() < kAccountLength || text.substr(0, kAccountLength) != call.caller.account) return std::nullopt;
  return std::string(text.substr(kAccountLength));
}

}  // namespace rolecall::services
