#include "cli/identity/review_replay.h"

#include <boost/json.hpp>
#include <istream>
#include <ostream>
#include <string>
#include <utility>

#include "cli/identity/identity_flags.h"
#include "json/document.h"
#include "server/webhook/replay.h"

namespace rolecall::cli {
namespace {

constexpr std::size_t kMaxLine = 32u << 20;

Error Unreadable(const std::string& why) { return {ErrorCode::kInvalidArgument, why}; }

std::string_view WrittenAs(std::string_view line, const json::Node& node) {
  return line.substr(node.begin, node.end - node.begin);
}

// {"token-expiration": 600, …} as the command line "-token-expiration=600 …".
Result<kube::WebhookSettings> ReadFlags(const json::Node* given) {
  IdentityFlags identity;
  Flags flags;
  identity.Declare(flags);
  std::vector<std::string> arguments;
  if (given != nullptr) {
    for (const json::Member& member : given->members) {
      const json::Node& value = member.value;
      const std::string text = value.kind == json::Node::Kind::kBool ? (value.flag ? "true" : "false") : value.text;
      arguments.push_back("-" + member.name + "=" + text);
    }
  }
  const ParsedFlags parsed = flags.Parse(arguments);
  if (!parsed.ok()) return Error{ErrorCode::kInvalidArgument, parsed.problem + parsed.advice};
  return identity.Settings("");
}

Result<void> ReadObjects(std::string_view line, const json::Node& recorded, server::RecordedReview& review) {
  for (const char* list : {"serviceAccounts", "configMaps"}) {
    const json::Node* const objects = recorded.Find(list);
    if (objects == nullptr) continue;
    for (const json::Node& object : objects->items) {
      boost::system::error_code error;
      review.objects.push_back(boost::json::parse(WrittenAs(line, object), error));
      if (error) return Unreadable(std::string(list) + ": " + error.message());
    }
  }
  return {};
}

Result<server::RecordedReview> ReadReview(std::string_view line, const json::Node& recorded) {
  server::RecordedReview review;
  ROLECALL_TRY(review.settings, ReadFlags(recorded.Find("flags")));
  if (const json::Node* identity = recorded.Find("instanceIdentity"); identity != nullptr && identity->IsObject()) {
    review.settings.account_id = identity->TextOf("AccountID");
    review.settings.partition = identity->TextOf("Partition");
  }
  ROLECALL_RETURN_IF_ERROR(ReadObjects(line, recorded, review));
  if (const json::Node* list = recorded.Find("containerCredentialsConfig"); list != nullptr) {
    if (list->IsString()) review.container_credentials = list->text;
    if (list->IsObject()) review.container_credentials = WrittenAs(line, *list);
  }
  review.content_type = recorded.TextOf("contentType");
  const json::Node* const request = recorded.Find("request");
  const json::Node* const raw = recorded.Find("rawBody");
  if (raw != nullptr && raw->IsString()) {
    review.body = raw->text;
  } else if (request != nullptr && request->kind != json::Node::Kind::kNull) {
    review.body = WrittenAs(line, *request);
  } else {
    return Unreadable("there is neither a \"request\" nor a \"rawBody\"");
  }
  return review;
}

Result<void> ReplayLine(std::string_view line, CommandContext& context) {
  if (line.size() > kMaxLine) return Unreadable("longer than 32 MiB");
  const json::ParseResult parsed = json::Parse(line, {});
  if (!parsed.error.empty()) return Unreadable(parsed.error);
  if (!parsed.root.IsObject()) return Unreadable("not a JSON object");
  ROLECALL_TRY(const server::RecordedReview review, ReadReview(line, parsed.root));
  const http::Response answer = server::Replay(review, context.random);
  const boost::json::object shown{
      {"name", parsed.root.TextOf("name")}, {"httpStatus", answer.status}, {"body", answer.body}};
  context.out << boost::json::serialize(shown) << "\n";
  return {};
}

}  // namespace

Result<void> ReplayReviews(CommandContext& context) {
  std::string line;
  for (int number = 1; std::getline(context.in, line); ++number) {
    if (line.empty()) continue;
    const Result<void> replayed = ReplayLine(line, context);
    if (!replayed.ok()) {
      return Error{replayed.error().code, "line " + std::to_string(number) + ": " + replayed.error().message};
    }
  }
  return {};
}

}  // namespace rolecall::cli
