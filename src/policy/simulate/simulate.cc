#include "policy/simulate/simulate.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "json/document.h"
#include "policy/document/arn.h"
#include "policy/explain/explain.h"
#include "policy/simulate/simulate_answer.h"
#include "policy/storable/validate.h"

namespace rolecall::policy {
namespace {

constexpr std::size_t kMaxInputBytes = 16u << 20;
constexpr std::size_t kMaxDepth = 32;
constexpr std::size_t kMaxPolicies = 10000;

// All policies of one input, compiled, with the lists that PolicyInputs point into.
struct Policies {
  PolicySet identity, boundaries, sessions, endpoints;
  std::vector<PolicySet> scps, rcps;
  std::shared_ptr<const CompiledPolicy> resource;
};

// What collections of cases say about their cases: decides nothing.
constexpr std::string_view kRemarks[] = {"expected", "message", "why", "comment", "description", "note", "source"};

// Members that an object of the input may have. Others are refused: whoever writes "rscp" means something by it.
struct KnownMembers {
  std::string_view where;  // "" is the input itself
  std::vector<std::string_view> names;
};

std::string UnknownMember(const json::Node* node, const KnownMembers& known) {
  if (node == nullptr || !node->IsObject()) return "";
  for (const json::Member& member : node->members) {
    if (std::find(known.names.begin(), known.names.end(), member.name) != known.names.end()) continue;
    const bool is_remark = std::find(std::begin(kRemarks), std::end(kRemarks), member.name) != std::end(kRemarks);
    if (known.where.empty() && is_remark) continue;
    std::string list;
    for (const std::string_view name : known.names) list += (list.empty() ? "" : ", ") + std::string(name);
    const std::string where = known.where.empty() ? "the input" : std::string(known.where);
    return where + " has no member \"" + member.name + "\": it may have " + list;
  }
  return "";
}

// "" if there is no member that is not known.
std::string UnknownMembers(const json::Node& root) {
  if (root.Find("policyType") != nullptr) return UnknownMember(&root, {"", {"name", "policyType", "document"}});
  std::string wrong = UnknownMember(&root, {"",
                                            {"name", "request", "identityPolicies", "boundaries", "sessionPolicies",
                                             "resourcePolicy", "endpointPolicies", "scps", "rcps"}});
  const json::Node* request = root.Find("request");
  if (wrong.empty()) {
    wrong = UnknownMember(request, {"request", {"principal", "action", "resource", "context"}});
  }
  const json::Node* resource = request == nullptr || !request->IsObject() ? nullptr : request->Find("resource");
  if (wrong.empty()) wrong = UnknownMember(resource, {"request.resource", {"arn", "accountId"}});
  for (const char* levels : {"scps", "rcps"}) {
    const json::Node* list = root.Find(levels);
    for (std::size_t i = 0; list != nullptr && i < list->items.size() && wrong.empty(); ++i) {
      const std::string where = std::string(levels) + "[" + std::to_string(i) + "]";
      wrong = UnknownMember(&list->items[i], {where, {"orgIdentifier", "policies"}});
    }
  }
  return wrong;
}

// Reads one input object. The first mistake is kept in error() or malformed().
class InputReader {
 public:
  InputReader(std::string_view text, const json::Node& root, PrincipalPolicySource* source)
      : text_(text), root_(root), source_(source) {}

  const std::string& error() const { return error_; }
  const std::optional<Malformed>& malformed() const { return malformed_; }

  std::optional<Request> ReadRequest() {
    const json::Node* request = root_.Find("request");
    if (request == nullptr || !request->IsObject()) return Fail<Request>("\"request\" is missing or no object");
    const json::Node* principal = request->Find("principal");
    if (principal == nullptr) return Fail<Request>("request.principal is missing (null means anonymous)");
    bool anonymous = principal->kind == json::Node::Kind::kNull;
    if (!anonymous && !principal->IsString()) return Fail<Request>("request.principal is a string or null");
    const json::Node* action = request->Find("action");
    if (action == nullptr || !action->IsString() || action->text.find(':') == std::string::npos) {
      return Fail<Request>("request.action is a string such as \"s3:GetObject\"");
    }
    Context context;
    std::string resource, account;
    if (!ReadResource(*request, resource, account) || !ReadContext(*request, context)) return std::nullopt;
    Principal caller = anonymous ? Principal::Anonymous() : Principal::FromText(principal->text);
    if (LowerAscii(action->text).rfind("sts:assumerolewith", 0) == 0 && caller.kind == Principal::Kind::kService) {
      caller = Principal::Federated(principal->text);
    }
    CompleteFromContext(context, caller);
    const json::Node* boundaries = root_.Find("boundaries");
    caller.has_boundary = boundaries != nullptr && !boundaries->items.empty();
    return Request(std::move(caller), action->text, std::move(resource), std::move(account), std::move(context));
  }

  bool ReadPolicies(const Request& request, Policies& policies) {
    DocumentKind resource_kind = IsTrustDecision(request) ? DocumentKind::kTrust : DocumentKind::kResource;
    return ReadOwn(policies) && ReadResourcePolicy(resource_kind, policies.resource) &&
           ReadSet("sessionPolicies", "session", DocumentKind::kSession, policies.sessions) &&
           ReadLevels("scps", DocumentKind::kScp, policies.scps) &&
           ReadLevels("rcps", DocumentKind::kRcp, policies.rcps) &&
           ReadSet("endpointPolicies", "endpoint", DocumentKind::kEndpoint, policies.endpoints);
  }

 private:
  template <typename T>
  std::optional<T> Fail(std::string error) {
    error_ = std::move(error);
    return std::nullopt;
  }
  bool FailBool(std::string error) {
    error_ = std::move(error);
    return false;
  }

  bool ReadResource(const json::Node& request, std::string& resource, std::string& account) {
    const json::Node* node = request.Find("resource");
    if (node == nullptr || node->kind == json::Node::Kind::kNull) {
      resource = "*";
      return true;
    }
    if (!node->IsObject()) return FailBool("request.resource is an object with \"arn\" and \"accountId\"");
    const json::Node* arn = node->Find("arn");
    if (arn == nullptr || !arn->IsString()) return FailBool("request.resource.arn is a string");
    resource = arn->text;
    if (const json::Node* id = node->Find("accountId"); id != nullptr && id->IsString()) account = id->text;
    std::optional<Arn> parsed = ParseArn(resource);
    if (account.empty() && parsed && IsAccountId(parsed->account)) account = parsed->account;
    return true;
  }

  static std::optional<std::string> ScalarText(const json::Node& node) {
    switch (node.kind) {
      case json::Node::Kind::kString:
      case json::Node::Kind::kNumber: return node.text;
      case json::Node::Kind::kBool: return std::string(node.flag ? "true" : "false");
      case json::Node::Kind::kNull:
      case json::Node::Kind::kArray:
      case json::Node::Kind::kObject: break;
    }
    return std::nullopt;
  }

  bool ReadContext(const json::Node& request, Context& context) {
    const json::Node* node = request.Find("context");
    if (node == nullptr || node->kind == json::Node::Kind::kNull) return true;
    if (!node->IsObject()) return FailBool("request.context is an object");
    for (const json::Member& member : node->members) {
      if (!ReadContextValue(member, context)) return false;
    }
    return true;
  }

  bool ReadContextValue(const json::Member& member, Context& context) {
    if (member.value.IsArray()) {
      std::vector<std::string> values;
      for (const json::Node& item : member.value.items) {
        std::optional<std::string> value = ScalarText(item);
        if (!value) return FailBool("request.context: the values of \"" + member.name + "\" are strings");
        values.push_back(std::move(*value));
      }
      context.SetMultiple(member.name, std::move(values));
      return true;
    }
    std::optional<std::string> value = ScalarText(member.value);
    if (!value) return FailBool("request.context: \"" + member.name + "\" is a string or a list of strings");
    context.Set(member.name, std::move(*value));
    return true;
  }

  // A session's ARN does not tell its role's path and id; the context may.
  static void CompleteFromContext(const Context& context, Principal& caller) {
    if (caller.kind != Principal::Kind::kRoleSession && caller.kind != Principal::Kind::kUser) return;
    if (const auto* entry = context.Find("aws:userid"); entry != nullptr && !entry->multivalued) {
      const std::string& id = entry->values.front();
      caller.unique_id = id.substr(0, id.find(':'));
    }
    if (caller.kind != Principal::Kind::kRoleSession || !caller.role_arn.empty()) return;
    const auto* entry = context.Find("aws:PrincipalArn");
    if (entry == nullptr || entry->multivalued) return;
    std::optional<Arn> arn = ParseArn(entry->values.front());
    bool own = arn && arn->service == "iam" && arn->account == caller.account &&
               arn->resource.substr(0, 5) == "role/" && LastPathElement(arn->resource) == caller.role_name;
    if (own) caller.role_arn = entry->values.front();
  }

  // The members of an array; an absent one is empty.
  bool FindArray(const json::Node& node, const char* name, const std::vector<json::Node>*& items) {
    const json::Node* array = node.Find(name);
    items = &none_;
    if (array == nullptr || array->kind == json::Node::Kind::kNull) return true;
    if (!array->IsArray() || array->items.size() > kMaxPolicies) {
      return FailBool("\"" + std::string(name) + "\" is a list");
    }
    items = &array->items;
    return true;
  }

  bool CompileOne(const json::Node& node, DocumentKind kind, std::string name,
                  std::shared_ptr<const CompiledPolicy>& policy) {
    std::string_view text = text_.substr(node.begin, node.end - node.begin);
    ParsedDocument parsed = Parse(node.IsString() ? std::string_view(node.text) : text, kind);
    if (parsed.malformed) {
      malformed_ = std::move(parsed.malformed);
      malformed_->detail = name + ": " + malformed_->detail;
      return false;
    }
    policy = Compile(std::move(parsed.document), std::move(name));
    return true;
  }

  bool CompileAll(const std::vector<json::Node>& items, DocumentKind kind, const std::string& label, PolicySet& set) {
    for (const json::Node& item : items) {
      std::string name = label + "[" + std::to_string(set.size()) + "]";
      if (!CompileOne(item, kind, std::move(name), set.emplace_back())) return false;
    }
    return true;
  }

  bool ReadSet(const char* member, const std::string& label, DocumentKind kind, PolicySet& set) {
    const std::vector<json::Node>* items = nullptr;
    return FindArray(root_, member, items) && CompileAll(*items, kind, label, set);
  }

  bool CompileNamed(const std::vector<NamedPolicy>& named, DocumentKind kind, PolicySet& set) {
    for (const NamedPolicy& policy : named) {
      ParsedDocument parsed = Parse(policy.text, kind);
      if (parsed.malformed) return FailBool(policy.name + ": " + parsed.malformed->message);
      set.push_back(Compile(std::move(parsed.document), policy.name));
    }
    return true;
  }

  bool Has(const char* member) const {
    const json::Node* node = root_.Find(member);
    return node != nullptr && node->kind != json::Node::Kind::kNull;
  }

  // The principal's own policies: the input's, or the source's where the input has none.
  bool ReadOwn(Policies& policies) {
    const json::Node* principal = root_.Find("request")->Find("principal");
    if (source_ != nullptr && principal->IsString() && !(Has("identityPolicies") && Has("boundaries"))) {
      Result<const PrincipalPolicySource::Policies*> found = source_->Find(principal->text);
      if (!found.ok()) return FailBool(found.error().message);
      if (!Has("identityPolicies") && !CompileNamed((*found)->identity, DocumentKind::kIdentity, policies.identity)) {
        return false;
      }
      if (!Has("boundaries") && !CompileNamed((*found)->boundaries, DocumentKind::kBoundary, policies.boundaries)) {
        return false;
      }
    }
    return ReadSet("identityPolicies", "identity", DocumentKind::kIdentity, policies.identity) &&
           ReadSet("boundaries", "boundary", DocumentKind::kBoundary, policies.boundaries);
  }

  bool ReadResourcePolicy(DocumentKind kind, std::shared_ptr<const CompiledPolicy>& policy) {
    const json::Node* node = root_.Find("resourcePolicy");
    if (node == nullptr || node->kind == json::Node::Kind::kNull) return true;
    return CompileOne(*node, kind, "resource", policy);
  }

  bool ReadLevels(const char* member, DocumentKind kind, std::vector<PolicySet>& levels) {
    const std::vector<json::Node>* items = nullptr;
    if (!FindArray(root_, member, items)) return false;
    for (const json::Node& level : *items) {
      const std::vector<json::Node>* policies = nullptr;
      if (!level.IsObject()) return FailBool("\"" + std::string(member) + "\" holds objects with \"policies\"");
      std::string label = std::string(LayerName(kind == DocumentKind::kScp ? Layer::kScp : Layer::kRcp)) + "[" +
                          std::to_string(levels.size()) + "]";
      if (!FindArray(level, "policies", policies)) return false;
      if (!CompileAll(*policies, kind, label, levels.emplace_back())) return false;
    }
    return true;
  }

  std::string_view text_;
  const json::Node& root_;
  PrincipalPolicySource* source_;
  const std::vector<json::Node> none_;
  std::string error_;
  std::optional<Malformed> malformed_;
};

PolicyInputs InputsOf(const Policies& policies) {
  PolicyInputs inputs;
  inputs.identity = &policies.identity;
  inputs.resource = policies.resource.get();
  if (!policies.boundaries.empty()) inputs.boundary = &policies.boundaries;
  if (!policies.sessions.empty()) inputs.session = &policies.sessions;
  if (!policies.endpoints.empty()) inputs.endpoint = &policies.endpoints;
  inputs.scps = policies.scps;
  inputs.rcps = policies.rcps;
  return inputs;
}

std::optional<WriteKind> ParseWriteKind(std::string_view name) {
  if (name == "managed") return WriteKind::kManaged;
  if (name == "inline") return WriteKind::kInline;
  if (name == "trust") return WriteKind::kTrust;
  if (name == "session") return WriteKind::kSession;
  if (name == "resource") return WriteKind::kResource;
  return std::nullopt;
}

SimulateAnswer AnswerValidation(std::string_view text, const json::Node& root, const std::string* name) {
  SimulateAnswer answer;
  const json::Node* type = root.Find("policyType");
  const json::Node* document = root.Find("document");
  std::optional<WriteKind> kind = type->IsString() ? ParseWriteKind(type->text) : std::nullopt;
  if (!kind || document == nullptr) {
    answer.json = ErrorJson(name, "\"policyType\" is managed, inline, trust, session or resource, beside \"document\"");
    return answer;
  }
  answer.ok = true;
  std::string_view whole = text.substr(document->begin, document->end - document->begin);
  auto refused = CheckForWrite(document->IsString() ? std::string_view(document->text) : whole, *kind);
  answer.json = refused ? MalformedJson(name, *refused) : ValidJson(name);
  return answer;
}

}  // namespace

SimulateAnswer SimulateOne(std::string_view text, bool explain, PrincipalPolicySource* source) {
  SimulateAnswer answer;
  json::ParseResult parsed = json::Parse(text, json::Limits{kMaxInputBytes, kMaxDepth});
  if (!parsed.error.empty() || !parsed.root.IsObject()) {
    json::LineColumn place = json::Locate(text, parsed.error_offset);
    answer.json = ErrorJson(nullptr, parsed.error.empty() ? "the input is a JSON object"
                                                          : "line " + std::to_string(place.line) + ", column " +
                                                                std::to_string(place.column) + ": " + parsed.error);
    return answer;
  }
  const json::Node* name_node = parsed.root.Find("name");
  const std::string* name = name_node != nullptr && name_node->IsString() ? &name_node->text : nullptr;
  if (const std::string unknown = UnknownMembers(parsed.root); !unknown.empty()) {
    answer.json = ErrorJson(name, unknown);
    return answer;
  }
  if (parsed.root.Find("policyType") != nullptr) return AnswerValidation(text, parsed.root, name);
  InputReader reader(text, parsed.root, source);
  std::optional<Request> request = reader.ReadRequest();
  Policies policies;
  if (!request || !reader.ReadPolicies(*request, policies)) {
    answer.ok = reader.malformed().has_value();
    answer.json = answer.ok ? MalformedJson(name, *reader.malformed()) : ErrorJson(name, reader.error());
    return answer;
  }
  Explanation explanation = Explain(InputsOf(policies), *request);
  answer.ok = answer.decided = true;
  answer.outcome = explanation.decision.outcome;
  const std::optional<Judgement> judged =
      explain ? std::optional<Judgement>(Judge(InputsOf(policies), *request)) : std::nullopt;
  answer.json = DecisionJson(name, explanation, *request, explain, judged ? &*judged : nullptr);
  return answer;
}

}  // namespace rolecall::policy
