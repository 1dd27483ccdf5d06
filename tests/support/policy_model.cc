#include "tests/support/policy_model.h"

#include <cctype>
#include <functional>
#include <set>

namespace rolecall::policy::testing {
namespace {

bool BeginsWith(const std::string& text, const std::string& prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

// `?` takes a character, not a byte. (Those of two UTF-16 units do not occur in the property test.)
bool InsideCharacter(const std::string& text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

// All ways to lay a pattern on a text, by the definition of each character. `inside(i)` says whether the wildcard at i
// must not take a colon.
bool Lay(const ModelPattern& pattern, const std::string& text, const std::function<bool(std::size_t)>& inside) {
  std::set<std::size_t> reachable = {0};
  for (std::size_t i = 0; i < pattern.text.size(); ++i) {
    std::set<std::size_t> next;
    for (std::size_t at : reachable) {
      if (pattern.wild[i] && pattern.text[i] == '*') {
        for (std::size_t end = at; end <= text.size(); ++end) {
          if (!InsideCharacter(text, end)) next.insert(end);
          if (end < text.size() && text[end] == ':' && inside(i)) break;
        }
      } else if (at < text.size()) {
        bool any = pattern.wild[i] && !(text[at] == ':' && inside(i));
        std::size_t end = at + 1;
        while (any && InsideCharacter(text, end)) ++end;
        if (any || (!pattern.wild[i] && text[at] == pattern.text[i])) next.insert(end);
      }
    }
    reachable = std::move(next);
  }
  return reachable.count(text.size()) > 0;
}

std::vector<std::size_t> OwnColons(const std::string& text, bool variables) {
  std::vector<std::size_t> colons;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (variables && text.compare(i, 2, "${") == 0) {
      std::size_t close = text.find('}', i);
      if (close == std::string::npos) break;
      i = close;
    } else if (text[i] == ':') {
      colons.push_back(i);
    }
  }
  return colons;
}

enum class Cover { kNo, kYes, kNoValue };

// Letters before the fifth colon in lower case.
std::string WithoutCase(std::string text, bool variables) {
  std::vector<std::size_t> colons = OwnColons(text, variables);
  std::size_t end = colons.size() < 5 ? text.size() : colons[4];
  for (std::size_t i = 0; i < end; ++i) text[i] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[i])));
  return text;
}

Cover ResourceCovers(std::string pattern, Version version, bool pads, bool any_case, const Request& request) {
  if (pattern == "*") return Cover::kYes;
  bool variables = version == Version::k2012;
  if (any_case) pattern = WithoutCase(pattern, variables);
  std::size_t colons = OwnColons(pattern, variables).size();
  bool dynamic = variables && pattern.find("${") != std::string::npos &&
                 pattern.find_first_not_of("*?$", pattern.find("${") + 2) != std::string::npos;
  if (colons < 5 && pads && !dynamic) {
    for (; colons < 5; ++colons) pattern += ":*";
  }
  std::optional<ModelPattern> filled = ModelExpand(pattern, true, version, request.context());
  if (!filled) return Cover::kNoValue;
  bool ends_open = !filled->text.empty() && filled->wild.back() && filled->text.back() == '*';
  std::size_t header_end = 0, seen = 0;  // where the pattern's resource part begins
  for (std::size_t i = 0; i < filled->text.size() && seen < 5; ++i) {
    if (filled->text[i] == ':' && ++seen == 5) header_end = i + 1;
  }
  if (seen < 5) {
    if (!ends_open) return Cover::kNo;
    header_end = filled->text.size();
  }
  auto inside = [&](std::size_t i) {
    if (i >= header_end) return false;
    bool last_of_segment = i + 1 == filled->text.size() || filled->text[i + 1] == ':';
    return !(filled->text[i] == '*' && last_of_segment);
  };
  std::string resource = any_case ? WithoutCase(request.resource(), false) : request.resource();
  return Lay(*filled, resource, inside) ? Cover::kYes : Cover::kNo;
}

bool Pads(DocumentKind kind, Effect effect) {
  return kind == DocumentKind::kIdentity || kind == DocumentKind::kBoundary || kind == DocumentKind::kSession ||
         effect == Effect::kDeny;
}

bool ActionApplies(const Statement& statement, const Request& request) {
  bool listed = false;
  for (const Text& action : statement.actions) {
    ModelPattern pattern{ModelLower(action.value), {}};
    for (char c : pattern.text) pattern.wild.push_back(c == '*' || c == '?');
    listed = listed || ModelGlob(pattern, ModelLower(request.action()));
  }
  return listed != statement.not_action;
}

bool ResourceApplies(const Statement& statement, const Document& document, const Request& request) {
  if (statement.resources.empty()) return true;
  bool yes = false, no_value = false;
  for (const Text& resource : statement.resources) {
    bool any_case = (statement.effect == Effect::kDeny && !statement.not_resource) ||
                    (statement.effect == Effect::kAllow && statement.not_resource);
    Cover cover =
        ResourceCovers(resource.value, document.version, Pads(document.kind, statement.effect), any_case, request);
    yes = yes || cover == Cover::kYes;
    no_value = no_value || cover == Cover::kNoValue;
  }
  if (!statement.not_resource) return yes;
  if (yes) return false;
  return !no_value || statement.effect == Effect::kDeny;
}

// 0 no, 1 account, 2 role, 3 direct.
int Class(const PrincipalText& text, const Statement& statement, DocumentKind kind, const Principal& caller) {
  using Kind = Principal::Kind;
  bool deny = statement.effect == Effect::kDeny && !statement.not_principal;
  bool ours = caller.kind == Kind::kUser || caller.kind == Kind::kRoleSession || caller.kind == Kind::kRoot ||
              caller.kind == Kind::kFederatedUser;
  bool about_resource = kind == DocumentKind::kResource || kind == DocumentKind::kTrust;
  if (text.value == "*" && (text.type == PrincipalType::kEveryone || text.type == PrincipalType::kAws)) {
    if (statement.effect == Effect::kDeny || !about_resource) return 3;
    if (caller.kind == Kind::kFederated) return 0;
    return caller.kind == Kind::kService && kind == DocumentKind::kTrust ? 0 : 3;
  }
  if (text.type == PrincipalType::kService || text.type == PrincipalType::kFederated) {
    Kind wanted = text.type == PrincipalType::kService ? Kind::kService : Kind::kFederated;
    return caller.kind == wanted && (text.value == caller.name || (deny && text.value == "*")) ? 3 : 0;
  }
  if (text.value == caller.account || text.value == "arn:aws:iam::" + caller.account + ":root") {
    return ours || (deny && caller.kind == Kind::kFederated) ? 1 : 0;
  }
  if (text.type == PrincipalType::kCanonicalUser) return text.value == caller.canonical_user ? 3 : 0;
  if (caller.kind == Kind::kRoleSession && (text.value == caller.role_arn || text.value == caller.unique_id)) return 2;
  bool pathless = caller.kind == Kind::kRoleSession && caller.role_arn.empty() &&
                  BeginsWith(text.value, "arn:aws:iam::" + caller.account + ":role/");
  if (pathless && text.value.substr(text.value.rfind('/') + 1) == caller.role_name) return 2;
  if (ours && (text.value == caller.arn || (!caller.unique_id.empty() && text.value == caller.unique_id))) return 3;
  return 0;
}

int PrincipalClass(const Statement& statement, DocumentKind kind, const Principal& caller) {
  if (!statement.has_principal) return 3;
  std::set<int> classes;
  bool everyone = false;
  for (const PrincipalText& text : statement.principals) {
    classes.insert(Class(text, statement, kind, caller));
    bool any_type = text.type == PrincipalType::kEveryone || text.type == PrincipalType::kAws;
    everyone = everyone || (any_type && text.value == "*");
  }
  if (!statement.not_principal) return *classes.rbegin();
  if (statement.effect == Effect::kAllow) return 0;
  if (caller.has_boundary) return 3;
  bool spared = everyone;
  switch (caller.kind) {
    case Principal::Kind::kRoot: spared = spared || classes.count(1); break;
    case Principal::Kind::kUser:
    case Principal::Kind::kFederatedUser: spared = spared || (classes.count(1) && classes.count(3)); break;
    case Principal::Kind::kRoleSession:
      spared = spared || (classes.count(1) && classes.count(2) && classes.count(3));
      break;
    default: spared = spared || classes.count(3); break;
  }
  return spared ? 0 : 3;
}

struct Says {
  bool deny = false;
  int allow = 0;
};

Says Ask(const std::vector<Document>& documents, const Request& request) {
  Says says;
  for (const Document& document : documents) {
    for (const Statement& statement : document.statements) {
      int grant = PrincipalClass(statement, document.kind, request.principal());
      bool applies = grant > 0 && ActionApplies(statement, request) && ResourceApplies(statement, document, request);
      for (const Condition& condition : statement.conditions) {
        applies = applies && ModelConditionHolds(condition, document.version, statement.effect, request.context());
      }
      if (!applies) continue;
      if (statement.effect == Effect::kDeny) says.deny = true;
      if (statement.effect == Effect::kAllow && grant > says.allow) says.allow = grant;
    }
  }
  return says;
}

bool HasAllow(const std::vector<Document>& documents) {
  for (const Document& document : documents) {
    for (const Statement& statement : document.statements) {
      if (statement.effect == Effect::kAllow) return true;
    }
  }
  return false;
}

}  // namespace

std::string ModelLower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return text;
}

const Context::Entry* ModelFind(const std::string& key, const Context& context) {
  for (const Context::Entry& entry : context.entries()) {
    if (entry.key == ModelLower(key)) return &entry;
  }
  return nullptr;
}

bool ModelGlob(const ModelPattern& pattern, const std::string& text) {
  return Lay(pattern, text, [](std::size_t) { return false; });
}

std::optional<ModelPattern> ModelExpand(const std::string& text, bool globs, Version version, const Context& context) {
  ModelPattern out;
  auto add = [&out](const std::string& piece, bool wild) {
    for (char c : piece) {
      out.text += c;
      out.wild.push_back(wild && (c == '*' || c == '?'));
    }
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::size_t close = text.find('}', i);
    if (version == Version::k2008 || text.compare(i, 2, "${") != 0) {
      add(std::string(1, text[i]), globs);
      continue;
    }
    if (close == std::string::npos) return std::nullopt;
    std::string body = text.substr(i + 2, close - i - 2);
    i = close;
    if (body == "*" || body == "?" || body == "$") {
      add(body, false);
      continue;
    }
    std::size_t comma = body.find(", '");
    const Context::Entry* entry = ModelFind(body.substr(0, comma), context);
    if (ModelLower(body.substr(0, comma)) == "aws:tagkeys" || (entry != nullptr && entry->multivalued))
      return std::nullopt;
    if (entry == nullptr && comma == std::string::npos) return std::nullopt;
    add(entry != nullptr ? entry->values.front() : body.substr(comma + 3, body.size() - comma - 4), false);
  }
  return out;
}

Outcome ModelDecide(const ModelInputs& inputs, const Request& request) {
  const Principal& caller = request.principal();
  using Kind = Principal::Kind;
  bool ours = caller.kind == Kind::kUser || caller.kind == Kind::kRoleSession || caller.kind == Kind::kRoot ||
              caller.kind == Kind::kFederatedUser;
  const std::string action = ModelLower(request.action());
  if (action == "sts:getcalleridentity") return Outcome::kAllowed;
  Says identity = ours ? Ask(inputs.identity, request) : Says{};
  Says boundary = ours && inputs.boundary ? Ask({*inputs.boundary}, request) : Says{false, 3};
  Says session = ours && inputs.session ? Ask(*inputs.session, request) : Says{false, 3};
  Says resource = inputs.resource ? Ask({*inputs.resource}, request) : Says{};
  Says endpoint = inputs.endpoint ? Ask({*inputs.endpoint}, request) : Says{false, 3};
  bool deny = identity.deny || boundary.deny || session.deny || resource.deny || endpoint.deny;
  bool guarded = endpoint.allow == 0;
  bool linked = caller.role_arn.find(":role/aws-service-role/") != std::string::npos;
  for (const auto& level : inputs.scps) {
    if (!ours || linked) break;
    Says says = Ask(level, request);
    deny = deny || says.deny;
    guarded = guarded || says.allow == 0;
  }
  for (const auto& level : inputs.rcps) {
    if (linked) break;
    Says says = Ask(level, request);
    deny = deny || says.deny;
    guarded = guarded || (says.allow == 0 && HasAllow(level));
  }
  if (deny) return Outcome::kExplicitDeny;
  if (guarded) return Outcome::kImplicitDeny;
  bool own = (identity.allow > 0 || caller.kind == Kind::kRoot) && boundary.allow > 0 && session.allow > 0;
  bool granted = false;
  bool role = BeginsWith(request.resource(), "arn:aws:iam::") && request.resource().find(":role/") == 25;
  bool trust =
      role && (BeginsWith(action, "sts:assumerole") || action == "sts:tagsession" || action == "sts:setsourceidentity");
  bool key = BeginsWith(action, "kms:") && request.resource().find(":key/") != std::string::npos;
  if (!ours) {
    granted = resource.allow == 3;
  } else if (caller.account != request.resource_account()) {
    granted = resource.allow > 0 && own;
  } else if (resource.allow == 3) {
    granted = true;
  } else if (resource.allow == 2) {
    granted = boundary.allow > 0 && session.allow > 0;
  } else {
    granted = own && (resource.allow == 1 || !(trust || key));
  }
  return granted ? Outcome::kAllowed : Outcome::kImplicitDeny;
}

}  // namespace rolecall::policy::testing
