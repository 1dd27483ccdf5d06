#include "access/review/plan_policies.h"

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
    return IsTrue(UnknownAt(member)) ? Placed(member) : StringOf(*known, member);
  }
  js::array List(std::string_view member) const {
    const js::value* lacking = UnknownAt(member);
    if (IsTrue(lacking)) return {js::string(Placed(member))};
    js::array list;
    const js::array* items = ArrayOf(known, member);
    const js::array* parts = lacking == nullptr ? nullptr : lacking->if_array();
    for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
      const bool is_unknown = (parts != nullptr && i < parts->size() && IsTrue(&(*parts)[i])) || (*items)[i].is_null();
      list.push_back(is_unknown ? js::value(js::string(Placed(member))) : (*items)[i]);
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
    keys.as_object()[one.Text("variable")] = one.List("values");
  }
  if (!conditions.empty()) statement["Condition"] = std::move(conditions);
  return statement;
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

std::string NameOfCall(std::string_view module) {
  module.remove_prefix(std::string_view("module.").size());
  return std::string(module.substr(0, module.find('[')));
}

}  // namespace

PlanPolicies::PlanPolicies(const js::object& root)
    : configuration_(ObjectOf(ObjectOf(&root, "configuration"), "root_module")) {
  const js::array* changes = ArrayOf(&root, "resource_changes");
  if (changes == nullptr) return;
  for (const js::value& one : *changes) {
    const js::object* entry = one.if_object();
    if (entry == nullptr || StringOf(*entry, "type") != "aws_iam_policy_document") continue;
    const js::object* change = ObjectOf(entry, "change");
    const js::object* after = ObjectOf(change, "after");
    if (after == nullptr) continue;
    const std::string address = StringOf(*entry, "address");
    js::array statements;
    for (const Block& block : Block{after, change->if_contains("after_unknown"), address}.Blocks("statement")) {
      statements.push_back(StatementOf(block));
    }
    const std::string version = StringOf(*after, "version");
    documents_[address] = js::serialize(
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

std::optional<std::string> PlanPolicies::Follow(const js::object& expressions, std::string_view attribute,
                                                std::vector<std::string> path, const std::string& index) const {
  const js::array* references = ArrayOf(ObjectOf(&expressions, attribute), "references");
  if (references == nullptr) return std::nullopt;
  for (const js::value& one : *references) {
    const std::string reference = one.is_string() ? std::string(one.as_string()) : std::string();
    if (reference.starts_with(kType)) {
      const std::size_t end = reference.find_first_of(".[", kType.size());
      return DocumentAt(path, reference.substr(0, end), index);
    }
    if (!reference.starts_with("var.") || path.empty()) continue;
    const std::string call = NameOfCall(path.back());
    path.pop_back();
    const std::optional<Chain> chain = ModulesOf(path);
    const js::object* of_call =
        chain ? ObjectOf(ObjectOf(ObjectOf(chain->back(), "module_calls"), call), "expressions") : nullptr;
    if (of_call == nullptr) return std::nullopt;
    return Follow(*of_call, reference.substr(4, reference.find_first_of(".[", 4) - 4), path, "");
  }
  return std::nullopt;
}

std::optional<std::string> PlanPolicies::TextFor(const std::string& address, std::string_view attribute) const {
  if (configuration_ == nullptr || documents_.empty()) return std::nullopt;
  const Parts parts = PartsOf(address);
  const std::optional<Chain> chain = ModulesOf(parts.path);
  const js::array* resources = chain ? ArrayOf(chain->back(), "resources") : nullptr;
  if (resources == nullptr) return std::nullopt;
  for (const js::value& one : *resources) {
    const js::object* entry = one.if_object();
    if (entry == nullptr || StringOf(*entry, "address") != parts.resource) continue;
    const js::object* expressions = ObjectOf(entry, "expressions");
    return expressions == nullptr ? std::nullopt : Follow(*expressions, attribute, parts.path, parts.index);
  }
  return std::nullopt;
}

}  // namespace rolecall::access
