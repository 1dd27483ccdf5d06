#include "access/review/plan_policies.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/placeholder.h"

namespace rolecall::access {
namespace {

namespace js = boost::json;

constexpr std::string_view kType = "data.aws_iam_policy_document.";
constexpr std::size_t kMostModules = 32;  // in each other

const js::object* ObjectOf(const js::object* object, std::string_view name) {
  const js::value* found = object == nullptr ? nullptr : object->if_contains(name);
  return found == nullptr ? nullptr : found->if_object();
}

const js::array* ArrayOf(const js::object* object, std::string_view name) {
  const js::value* found = object == nullptr ? nullptr : object->if_contains(name);
  return found == nullptr ? nullptr : found->if_array();
}

std::string StringOf(const js::object& object, std::string_view name) {
  const js::value* found = object.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
}

bool IsTrue(const js::value* value) { return value != nullptr && value->is_bool() && value->as_bool(); }

// "&{aws:username}" is written for what the language would take for a template.
std::string WithVariables(std::string text) {
  for (std::size_t at = text.find("&{"); at != std::string::npos; at = text.find("&{", at)) text[at] = '$';
  return text;
}
js::value WithVariables(const js::value& value) {
  return value.is_string() ? js::value(js::string(WithVariables(std::string(value.as_string())))) : value;
}

// A block of the document with what is not known in it.
struct Block {
  const js::object* known;
  const js::value* unknown;
  std::string name;

  const js::value* UnknownAt(std::string_view member) const {
    const js::object* inner = unknown == nullptr ? nullptr : unknown->if_object();
    return inner == nullptr ? nullptr : inner->if_contains(member);
  }
  std::string Placed(std::string_view member) const { return Placeholder(name + "." + std::string(member)); }

  std::string Text(std::string_view member) const {
    return IsTrue(UnknownAt(member)) ? Placed(member) : WithVariables(StringOf(*known, member));
  }
  js::array List(std::string_view member) const {
    const js::value* lacking = UnknownAt(member);
    if (IsTrue(lacking)) return {js::string(Placed(member))};
    js::array list;
    const js::array* items = ArrayOf(known, member);
    const js::array* parts = lacking == nullptr ? nullptr : lacking->if_array();
    for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
      const bool is_unknown = (parts != nullptr && i < parts->size() && IsTrue(&(*parts)[i])) || (*items)[i].is_null();
      list.push_back(is_unknown ? js::value(js::string(Placed(member))) : WithVariables((*items)[i]));
    }
    return list;
  }
  std::vector<Block> Blocks(std::string_view member) const {
    std::vector<Block> blocks;
    const js::value* lacking = UnknownAt(member);
    const js::array* parts = lacking == nullptr ? nullptr : lacking->if_array();
    const js::array* items = ArrayOf(known, member);
    for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
      const js::object* one = (*items)[i].if_object();
      if (one == nullptr) continue;
      blocks.push_back({one, parts != nullptr && i < parts->size() ? &(*parts)[i] : nullptr,
                        name + "." + std::string(member) + "." + std::to_string(i)});
    }
    return blocks;
  }
};

// Statements put together as the provider does: one with a Sid that is there already takes its place.
void MergeStatement(js::value statement, js::array& into) {
  const js::object* object = statement.if_object();
  const std::string sid = object == nullptr ? "" : StringOf(*object, "Sid");
  for (js::value& one : into) {
    if (!sid.empty() && one.is_object() && StringOf(one.as_object(), "Sid") == sid) {
      one = std::move(statement);
      return;
    }
  }
  into.push_back(std::move(statement));
}

// Documents given as texts. One that is not known is a statement of which nothing is.
void MergeDocuments(const Block& block, std::string_view member, js::array& into) {
  for (const js::value& text : block.List(member)) {
    boost::system::error_code error;
    const js::value root = text.is_string() ? js::parse(text.as_string(), error) : js::value();
    const js::object* document = root.if_object();
    const js::value* statements = document == nullptr ? nullptr : document->if_contains("Statement");
    if (error || document == nullptr) {
      into.push_back(js::string(block.Placed(member)));
    } else if (statements != nullptr && statements->is_array()) {
      for (const js::value& one : statements->as_array()) MergeStatement(one, into);
    } else if (statements != nullptr) {
      MergeStatement(*statements, into);
    }
  }
}

void SetList(const Block& block, const char* member, const char* element, js::object& statement) {
  js::array list = block.List(member);
  if (!list.empty()) statement[element] = std::move(list);
}

js::value PrincipalsOf(const std::vector<Block>& blocks) {
  js::object principals;
  for (const Block& block : blocks) {
    const std::string type = block.Text("type");
    js::array identifiers = block.List("identifiers");
    if (type == "*") return js::string("*");
    js::value& of_type = principals[type];
    if (!of_type.is_array()) of_type = js::array();
    for (js::value& one : identifiers) of_type.as_array().push_back(std::move(one));
  }
  return principals;
}

js::object StatementOf(const Block& block) {
  js::object statement;
  if (const std::string sid = block.Text("sid"); !sid.empty()) statement["Sid"] = sid;
  const std::string effect = block.Text("effect");
  statement["Effect"] = effect.empty() ? "Allow" : effect;
  SetList(block, "actions", "Action", statement);
  SetList(block, "not_actions", "NotAction", statement);
  SetList(block, "resources", "Resource", statement);
  SetList(block, "not_resources", "NotResource", statement);
  if (const auto blocks = block.Blocks("principals"); !blocks.empty()) statement["Principal"] = PrincipalsOf(blocks);
  if (const auto blocks = block.Blocks("not_principals"); !blocks.empty()) {
    statement["NotPrincipal"] = PrincipalsOf(blocks);
  }
  js::object conditions;
  for (const Block& one : block.Blocks("condition")) {
    js::value& keys = conditions[one.Text("test")];
    if (!keys.is_object()) keys = js::object();
    js::value& values = keys.as_object()[one.Text("variable")];
    if (!values.is_array()) values = js::array();
    for (js::value& value : one.List("values")) values.as_array().push_back(std::move(value));
  }
  if (!conditions.empty()) statement["Condition"] = std::move(conditions);
  return statement;
}

// Whether the expressions have a constant or a reference that is so.
template <typename Is>
bool HasText(const js::value& expressions, std::string_view member, const Is& is) {
  if (const js::array* items = expressions.if_array()) {
    return std::any_of(items->begin(), items->end(), [&](const js::value& one) { return HasText(one, member, is); });
  }
  const js::object* object = expressions.if_object();
  if (object == nullptr) return false;
  return std::any_of(object->begin(), object->end(), [&](const auto& one) {
    if (one.key() != member) return HasText(one.value(), member, is);
    const js::array* items = one.value().if_array();
    if (items == nullptr) return one.value().is_string() && is(std::string_view(one.value().as_string()));
    return std::any_of(items->begin(), items->end(), [&](const js::value& text) {
      return text.is_string() && is(std::string_view(text.as_string()));
    });
  });
}

// The URL of a provider that is to be made has its scheme in the plan, and has none once IAM has the provider:
// condition keys that are made of it will have none. Where it cannot be told whether they are, the issuer is not known.
void SetMadeKeys(const std::vector<std::string>& urls, const js::object* expressions, js::object& statement) {
  js::value* conditions = statement.if_contains("Condition");
  if (urls.empty() || conditions == nullptr) return;
  for (auto& [op, keys] : conditions->as_object()) {
    js::object made;
    for (auto& [name, values] : keys.as_object()) {
      std::string key(name);
      const auto url =
          std::find_if(urls.begin(), urls.end(), [&key](const auto& one) { return key.starts_with(one + ":"); });
      const js::value all = expressions == nullptr ? js::value() : js::value(*expressions);
      if (url != urls.end() && !HasText(all, "constant_value", [&key](std::string_view text) { return text == key; })) {
        const bool is_made = HasText(all, "references", [](std::string_view text) { return text.ends_with(".url"); });
        const std::string issuer = url->substr(std::string_view("https://").size());
        key = (is_made ? issuer : Placeholder(issuer)) + key.substr(url->size());
      }
      made[key] = std::move(values);
    }
    keys = std::move(made);
  }
}

// "module.a[0].module.b.aws_iam_role.app[\"x\"]" in its parts, indexes apart.
struct Parts {
  std::vector<std::string> path;  // "module.a[0]", "module.b"
  std::string resource;           // "aws_iam_role.app"
  std::string index;              // "[\"x\"]"
};

Parts PartsOf(std::string_view address) {
  Parts parts;
  while (address.starts_with("module.")) {
    std::size_t end = std::string_view("module.").size();
    for (bool quoted = false; end < address.size() && (quoted || address[end] != '.'); ++end) {
      if (address[end] == '"') quoted = !quoted;
    }
    parts.path.emplace_back(address.substr(0, end));
    address = end < address.size() ? address.substr(end + 1) : std::string_view();
  }
  const std::size_t bracket = address.find('[');
  parts.resource = std::string(address.substr(0, bracket));
  if (bracket != std::string_view::npos) parts.index = std::string(address.substr(bracket));
  return parts;
}

// Of OIDC providers that the plan makes.
std::vector<std::string> MadeUrls(const js::array& changes) {
  std::vector<std::string> urls;
  for (const js::value& one : changes) {
    const js::object* entry = one.if_object();
    if (entry == nullptr || StringOf(*entry, "type") != "aws_iam_openid_connect_provider") continue;
    const js::object* after = ObjectOf(ObjectOf(entry, "change"), "after");
    std::string url = after == nullptr ? "" : StringOf(*after, "url");
    if (url.starts_with("https://")) urls.push_back(std::move(url));
  }
  return urls;
}

std::string NameOfCall(std::string_view module) {
  module.remove_prefix(std::string_view("module.").size());
  return std::string(module.substr(0, module.find('[')));
}

}  // namespace

PlanPolicies::PlanPolicies(const js::object& root)
    : configuration_(ObjectOf(ObjectOf(&root, "configuration"), "root_module")) {
  const js::array* changes = ArrayOf(&root, "resource_changes");
  if (changes == nullptr) return;
  const std::vector<std::string> urls = MadeUrls(*changes);
  for (const js::value& one : *changes) {
    const js::object* entry = one.if_object();
    if (entry == nullptr || StringOf(*entry, "type") != "aws_iam_policy_document") continue;
    const js::object* change = ObjectOf(entry, "change");
    const js::object* after = ObjectOf(change, "after");
    if (after == nullptr) continue;
    const Block document{after, change->if_contains("after_unknown"), StringOf(*entry, "address")};
    js::array statements;
    MergeDocuments(document, "source_policy_documents", statements);
    const std::vector<Block> blocks = document.Blocks("statement");
    if (IsTrue(document.UnknownAt("statement"))) statements.push_back(js::string(document.Placed("statement")));
    for (const Block& block : blocks) {
      js::object statement = StatementOf(block);
      SetMadeKeys(urls, ExpressionsOf(document.name), statement);
      MergeStatement(std::move(statement), statements);
    }
    MergeDocuments(document, "override_policy_documents", statements);
    const std::string version = StringOf(*after, "version");
    documents_[document.name] = js::serialize(
        js::object{{"Version", version.empty() ? "2012-10-17" : version}, {"Statement", std::move(statements)}});
  }
}

std::optional<PlanPolicies::Chain> PlanPolicies::ModulesOf(const std::vector<std::string>& path) const {
  Chain chain{configuration_};
  for (const std::string& step : path) {
    const js::object* call = ObjectOf(ObjectOf(chain.back(), "module_calls"), NameOfCall(step));
    chain.push_back(ObjectOf(call, "module"));
    if (chain.back() == nullptr || chain.size() > kMostModules) return std::nullopt;
  }
  return chain;
}

// The document of that name in the module, of the same instance or the only one.
std::optional<std::string> PlanPolicies::DocumentAt(const std::vector<std::string>& path, const std::string& name,
                                                    const std::string& index) const {
  std::string address;
  for (const std::string& step : path) address += step + ".";
  address += name;
  for (const std::string& instance : {address + index, address, address + "[0]"}) {
    const auto found = documents_.find(instance);
    if (found != documents_.end()) return found->second;
  }
  return std::nullopt;
}

namespace {

// What an expression is made of, if that is one document or one variable and nothing else.
struct Source {
  std::string name;   // "data.aws_iam_policy_document.x", "var.trust"
  std::string index;  // "[\"b\"]": the instance that is named; empty: none is
};

std::optional<Source> OnlySource(const js::array& references) {
  std::optional<Source> only;
  for (const js::value& one : references) {
    const std::string reference = one.is_string() ? std::string(one.as_string()) : std::string();
    if (reference.starts_with("each.") || reference == "count.index") continue;
    const bool is_document = reference.starts_with(kType);
    if (!is_document && !reference.starts_with("var.")) return std::nullopt;
    const std::size_t begin = is_document ? kType.size() : std::string_view("var.").size();
    const std::size_t end = std::min(reference.find_first_of(".[", begin), reference.size());
    Source source{reference.substr(0, end), ""};
    if (is_document && end < reference.size() && reference[end] == '[') {
      source.index = reference.substr(end, reference.find(']', end) - end + 1);
    }
    if (only && only->name != source.name) return std::nullopt;
    if (!only || only->index.empty()) only = std::move(source);
  }
  return only;
}

}  // namespace

std::optional<std::string> PlanPolicies::Follow(const js::object& expressions, std::string_view attribute,
                                                std::vector<std::string> path, const std::string& index) const {
  const js::array* references = ArrayOf(ObjectOf(&expressions, attribute), "references");
  const std::optional<Source> source = references == nullptr ? std::nullopt : OnlySource(*references);
  if (!source) return std::nullopt;
  if (source->name.starts_with(kType)) {
    return DocumentAt(path, source->name, source->index.empty() ? index : source->index);
  }
  if (path.empty()) return std::nullopt;
  const std::string call = NameOfCall(path.back());
  path.pop_back();
  const std::optional<Chain> chain = ModulesOf(path);
  const js::object* of_call =
      chain ? ObjectOf(ObjectOf(ObjectOf(chain->back(), "module_calls"), call), "expressions") : nullptr;
  if (of_call == nullptr) return std::nullopt;
  return Follow(*of_call, source->name.substr(std::string_view("var.").size()), path, "");
}

const js::object* PlanPolicies::ExpressionsOf(const std::string& address) const {
  if (configuration_ == nullptr) return nullptr;
  const Parts parts = PartsOf(address);
  const std::optional<Chain> chain = ModulesOf(parts.path);
  const js::array* resources = chain ? ArrayOf(chain->back(), "resources") : nullptr;
  if (resources == nullptr) return nullptr;
  for (const js::value& one : *resources) {
    const js::object* entry = one.if_object();
    if (entry != nullptr && StringOf(*entry, "address") == parts.resource) return ObjectOf(entry, "expressions");
  }
  return nullptr;
}

bool PlanPolicies::Writes(const std::string& address, std::string_view name) const {
  const js::object* expressions = ExpressionsOf(address);
  return expressions != nullptr && expressions->contains(name);
}

std::optional<std::string> PlanPolicies::TextFor(const std::string& address, std::string_view attribute) const {
  const js::object* expressions = documents_.empty() ? nullptr : ExpressionsOf(address);
  const Parts parts = PartsOf(address);
  return expressions == nullptr ? std::nullopt : Follow(*expressions, attribute, parts.path, parts.index);
}

}  // namespace rolecall::access
