#include "services/s3/bucket/policy_rules.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "json/document.h"
#include "partition/own_partition.h"
#include "policy/document/arn.h"
#include "policy/document/document.h"
#include "policy/document/glob.h"
#include "policy/reference/service_reference.h"
#include "policy/storable/validate.h"

namespace rolecall::services::s3::bucket {
namespace {

using Refusal = std::optional<aws::ErrorShape>;

aws::ErrorShape Malformed(std::string message, std::string detail = "") {
  aws::ErrorShape error{400, "MalformedPolicy", std::move(message)};
  if (!detail.empty()) error.more.emplace_back("Detail", std::move(detail));
  return error;
}

// An action of S3, and what it is about.
struct S3Action {
  std::string name;  // lower case
  bool on_objects = false, on_buckets = false;
};

const std::vector<S3Action>& S3Actions() {
  static const auto* const actions = [] {
    auto* all = new std::vector<S3Action>;
    const policy::ServiceReference* s3 = policy::FindService("s3");
    for (const policy::ServiceAction& action : s3->actions()) {
      S3Action known{"s3:" + LowerAscii(action.name), false, false};
      for (const std::uint16_t number : action.resources) {
        const std::string_view type = s3->resource(number).name;
        known.on_objects = known.on_objects || type == "object";
        known.on_buckets = known.on_buckets || type == "bucket";
      }
      // Of jobs, access points and the like: S3 takes them in the policies of buckets.
      known.on_buckets = known.on_buckets || (!known.on_objects && !action.resources.empty());
      all->push_back(std::move(known));
    }
    return all;
  }();
  return *actions;
}

std::vector<const S3Action*> ActionsOf(std::string_view pattern) {
  const auto glob = policy::ToPattern(LowerAscii(pattern));
  std::vector<const S3Action*> found;
  for (const S3Action& action : S3Actions()) {
    if (policy::GlobMatch(glob, action.name)) found.push_back(&action);
  }
  return found;
}

// What a resource of a statement may be: the bucket, its objects, or both ("arn:aws:s3:::bucket*").
struct ResourceReach {
  bool good = false, bucket = false, objects = false;
};

ResourceReach ReachOf(std::string_view resource, std::string_view bucket) {
  policy::ArnParts parts;
  if (policy::SplitArn(resource, parts) != 6 || parts[0] != "arn" || parts[2] != "s3") return {};
  if (!parts[3].empty() || !parts[4].empty()) return {};
  const std::size_t slash = parts[5].find('/');
  const std::string_view name = parts[5].substr(0, slash);
  if (name.empty() || name.find('$') != name.npos || name.find_first_of("*?") == 0) return {};
  if (!policy::GlobMatch(policy::ToPattern(name), bucket)) return {};
  const bool has_slash = slash != std::string_view::npos;
  return {.good = true, .bucket = !has_slash, .objects = has_slash || name.ends_with('*')};
}

// A role or user by its unique id, an account, an ARN: what the engine takes is what S3 takes; other forms are told
// apart by the checks of all services.
Refusal FromStorable(std::string_view text) {
  const std::optional<policy::Malformed> refused =
      policy::CheckForWrite(text, policy::WriteKind::kResource, partition::Own().name);
  if (!refused) return std::nullopt;
  const std::string& message = refused->message;
  if (message.starts_with("Invalid principal")) {
    return InvalidPrincipal(message.size() > 29 ? message.substr(29) : std::string());
  }
  if (message.starts_with("Federated principals")) return InvalidPrincipal("");
  if (message.starts_with("Missing required field")) return Malformed(message);
  if (message.starts_with("Actions/Condition") || message.starts_with("Vendor")) {
    return Malformed("Policy has invalid action");
  }
  if (message.starts_with("Policy statement must contain actions")) return Malformed("Missing required field Action");
  if (message.find("esource") != std::string::npos) return Malformed("Policy has invalid resource");
  if (message.starts_with("Statement IDs")) return Malformed(message);
  return Malformed("Invalid policy syntax.", refused->detail);
}

// The principals alone, of a policy that says nothing else that could be wrong: S3 looks at them first.
Refusal CheckPrincipals(const json::Node& root, std::string_view text) {
  const json::Node* statements = root.Find("Statement");
  const std::vector<json::Node> one{*statements};
  std::string alone;
  for (const json::Node& statement : statements->IsArray() ? statements->items : one) {
    const json::Node* principal = statement.Find("Principal");
    if (principal == nullptr) principal = statement.Find("NotPrincipal");
    alone += alone.empty() ? "" : ",";
    alone += R"({"Effect":"Deny","Action":"s3:*","Principal":)";
    alone += std::string(text.substr(principal->begin, principal->end - principal->begin)) + "}";
  }
  return FromStorable(R"({"Version":"2012-10-17","Statement":[)" + alone + "]}");
}

// The members that a statement cannot do without.
Refusal CheckFields(const json::Node& root) {
  const json::Node* statements = root.Find("Statement");
  if (statements == nullptr) return Malformed("Missing required field Statement");
  const std::vector<json::Node> one{*statements};
  for (const json::Node& statement : statements->IsArray() ? statements->items : one) {
    if (!statement.IsObject()) return Malformed("Invalid policy syntax.");
    struct Field {
      const char *name, *negated;
    };
    for (const Field& field : {Field{"Effect", ""}, Field{"Principal", "NotPrincipal"}, Field{"Action", "NotAction"},
                               Field{"Resource", "NotResource"}}) {
      if (statement.Find(field.name) != nullptr || statement.Find(field.negated) != nullptr) continue;
      return Malformed(std::string("Missing required field ") + field.name);
    }
    const std::string effect = statement.TextOf("Effect");
    if (effect != "Allow" && effect != "Deny") return Malformed("Invalid effect: " + effect);
  }
  return std::nullopt;
}

Refusal CheckActions(const policy::Statement& statement) {
  for (const policy::Text& action : statement.actions) {
    if (ActionsOf(action.value == "*" ? "s3:*" : action.value).empty()) return Malformed("Policy has invalid action");
  }
  return std::nullopt;
}

Refusal CheckResources(const policy::Statement& statement, std::string_view bucket) {
  for (const policy::Text& resource : statement.resources) {
    if (!ReachOf(resource.value, bucket).good) return Malformed("Policy has invalid resource");
  }
  return std::nullopt;
}

Refusal CheckReach(const policy::Statement& statement, std::string_view bucket) {
  if (statement.not_action || statement.not_resource) return std::nullopt;
  bool bucket_reached = false, objects_reached = false;
  for (const policy::Text& resource : statement.resources) {
    const ResourceReach reach = ReachOf(resource.value, bucket);
    bucket_reached = bucket_reached || reach.bucket;
    objects_reached = objects_reached || reach.objects;
  }
  for (const policy::Text& action : statement.actions) {
    const std::vector<const S3Action*> actions = ActionsOf(action.value == "*" ? "s3:*" : action.value);
    const bool applies = std::any_of(actions.begin(), actions.end(), [&](const S3Action* each) {
      return (each->on_buckets && bucket_reached) || (each->on_objects && objects_reached);
    });
    if (!applies) return Malformed("Action does not apply to any resource(s) in statement");
  }
  return std::nullopt;
}

}  // namespace

aws::ErrorShape InvalidPrincipal(std::string detail) {
  return Malformed("Invalid principal in policy", std::move(detail));
}

Refusal CheckBucketPolicy(std::string_view text, std::string_view bucket) {
  if (!text.starts_with('{')) return Malformed("Policies must be valid JSON and the first byte must be '{'");
  if (text.size() > kMaxPolicyBytes) return Malformed("Policy exceeds the maximum allowed document size.");
  const json::ParseResult parsed = json::Parse(text, {.max_bytes = kMaxPolicyBytes, .max_depth = 16});
  if (!parsed.error.empty()) return Malformed("This policy contains invalid Json", parsed.error);
  ROLECALL_RETURN_IF_ERROR(CheckFields(parsed.root));
  ROLECALL_RETURN_IF_ERROR(CheckPrincipals(parsed.root, text));
  const Refusal refused = FromStorable(text);
  if (refused && refused->message != "Policy has invalid resource") return refused;
  const policy::ParsedDocument document = policy::Parse(text, policy::DocumentKind::kResource);
  if (document.malformed) return Malformed("Invalid policy syntax.", document.malformed->detail);
  for (const policy::Statement& statement : document.document.statements) {
    ROLECALL_RETURN_IF_ERROR(CheckActions(statement));
  }
  for (const policy::Statement& statement : document.document.statements) {
    ROLECALL_RETURN_IF_ERROR(CheckResources(statement, bucket));
    ROLECALL_RETURN_IF_ERROR(CheckReach(statement, bucket));
  }
  return refused;
}

}  // namespace rolecall::services::s3::bucket
