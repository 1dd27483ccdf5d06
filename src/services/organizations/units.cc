// Organizational units, and who is below and above whom.
#include <algorithm>
#include <boost/json.hpp>

#include "base/random.h"
#include "base/text.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/shapes.h"
#include "services/organizations/tree.h"
#include "services/write.h"

namespace rolecall::services::organizations {
namespace {

constexpr std::size_t kMostUnits = 2000;
constexpr int kMostDepth = 5;  // of units below the root
constexpr std::size_t kUnitNameLength = 128;

aws::ErrorShape SameUnitName() {
  return Refused("DuplicateOrganizationalUnitException", "An OU with the same name already exists.");
}

bool HasUnitNamed(const std::vector<Node>& siblings, std::string_view name, std::string_view except) {
  return std::any_of(siblings.begin(), siblings.end(), [&](const Node& node) {
    return node.kind == Node::Kind::kUnit && node.id != except && EqualsIgnoringAsciiCase(node.name, name);
  });
}

int DepthOf(const directory::Snapshot& snapshot, const directory::Organization& organization, const Node& node) {
  const std::string path = PathOf(snapshot, organization, node);
  return static_cast<int>(std::count(path.begin(), path.end(), '/')) - 2;  // without organization and root
}

// Finds the unit that the input names, for an operation on it.
Checked<Node> AskForUnit(Call& call, Input& input, std::string_view operation, OrganizationPointer& organization) {
  const std::string id = input.Id("OrganizationalUnitId", Form::kUnit);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(organization, Managed(call, operation));
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, operation, {id}));
  std::optional<Node> unit = FindNode(*call.snapshot, *organization, id);
  if (!unit.has_value()) return NoUnit();
  return *std::move(unit);
}

}  // namespace

Answer CreateOrganizationalUnit(Call& call, Input& input) {
  const std::string parent = input.Id("ParentId", Form::kParent), name = input.Required("Name", kUnitNameLength);
  const directory::Tags tags = input.Tags("Tags");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(OrganizationPointer organization, Managed(call, "CreateOrganizationalUnit"));
  const Details details{.request_tags = &tags};
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, "CreateOrganizationalUnit", {parent}, details));
  if (!tags.empty()) ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, "TagResource", {parent}, details));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    const directory::Snapshot& snapshot = transaction.snapshot();
    const auto current = snapshot.organizations.Find(organization->id);
    if (current == nullptr) return NotInUse();
    const std::optional<Node> above = FindNode(snapshot, *current, parent);
    if (!above.has_value()) return NoParent();
    if (HasUnitNamed(ChildrenOf(snapshot, *current, parent), name, "")) return SameUnitName();
    if (DepthOf(snapshot, *current, *above) >= kMostDepth) {
      return Constraint("OU_DEPTH_LIMIT_EXCEEDED", "You have exceeded the allowed depth of the OU tree.");
    }
    if (snapshot.organizational_units.Count(current->id + "/") >= kMostUnits) {
      return Constraint("OU_NUMBER_LIMIT_EXCEEDED", "You have exceeded the allowed number of OUs.");
    }
    directory::OrganizationalUnit unit;
    unit.organization = current->id;
    unit.id = "ou-" + current->root_id.substr(2) + "-" + LowerAscii(RandomBase32(call.random, 8));
    unit.parent = parent;
    unit.name = name;
    unit.tags = tags;
    if (IsEnabled(*current, directory::kServiceControl)) unit.attached.emplace_back(directory::kFullAccessId);
    if (IsEnabled(*current, directory::kResourceControl)) unit.attached.emplace_back(directory::kResourceFullAccessId);
    transaction.Put(unit);
    const std::optional<Node> made = FindNode(snapshot, *current, unit.id);
    return boost::json::object{{"OrganizationalUnit", UnitShape(snapshot, *current, *made)}};
  });
}

Answer DescribeOrganizationalUnit(Call& call, Input& input) {
  OrganizationPointer organization;
  ROLECALL_TRY(const Node unit, AskForUnit(call, input, "DescribeOrganizationalUnit", organization));
  return boost::json::object{{"OrganizationalUnit", UnitShape(*call.snapshot, *organization, unit)}};
}

Answer UpdateOrganizationalUnit(Call& call, Input& input) {
  const std::string name = input.Has("Name") ? input.Required("Name", kUnitNameLength) : "";
  OrganizationPointer organization;
  ROLECALL_TRY(const Node asked, AskForUnit(call, input, "UpdateOrganizationalUnit", organization));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    const directory::Snapshot& snapshot = transaction.snapshot();
    std::optional<Node> unit = FindNode(snapshot, *organization, asked.id);
    if (!unit.has_value()) return NoUnit();
    if (HasUnitNamed(ChildrenOf(snapshot, *organization, unit->parent), name, unit->id)) return SameUnitName();
    if (!name.empty()) unit->name = name;
    PutNode(transaction, *organization, *unit);
    return boost::json::object{{"OrganizationalUnit", UnitShape(snapshot, *organization, *unit)}};
  });
}

Answer DeleteOrganizationalUnit(Call& call, Input& input) {
  OrganizationPointer organization;
  ROLECALL_TRY(const Node asked, AskForUnit(call, input, "DeleteOrganizationalUnit", organization));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    const directory::Snapshot& snapshot = transaction.snapshot();
    const auto unit = snapshot.organizational_units.Find(organization->id + "/" + asked.id);
    if (unit == nullptr) return NoUnit();
    if (!ChildrenOf(snapshot, *organization, asked.id).empty()) {
      return Refused("OrganizationalUnitNotEmptyException",
                     "To delete an OU you must first remove all accounts and child OUs.");
    }
    transaction.Delete(*unit);
    return boost::json::object{};
  });
}

Answer ListOrganizationalUnitsForParent(Call& call, Input& input) {
  const std::string parent = input.Id("ParentId", Form::kParent);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(OrganizationPointer organization, Managed(call, "ListOrganizationalUnitsForParent"));
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, "ListOrganizationalUnitsForParent", {parent}));
  if (!FindNode(*call.snapshot, *organization, parent)) return NoParent();
  std::vector<Item> items;
  for (const Node& node : ChildrenOf(*call.snapshot, *organization, parent)) {
    if (node.kind == Node::Kind::kUnit) items.push_back({node.id, UnitShape(*call.snapshot, *organization, node)});
  }
  return Page(call, input, "OrganizationalUnits", std::move(items));
}

Answer ListChildren(Call& call, Input& input) {
  const std::string parent = input.Id("ParentId", Form::kParent);
  if (!input.Has("ChildType")) (void)input.Required("ChildType", 32);
  const std::string type = input.OneOf("ChildType", {"ACCOUNT", "ORGANIZATIONAL_UNIT"});
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(OrganizationPointer organization, Managed(call, "ListChildren"));
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, "ListChildren", {parent}));
  if (!FindNode(*call.snapshot, *organization, parent)) return NoParent();
  std::vector<Item> items;
  for (const Node& node : ChildrenOf(*call.snapshot, *organization, parent)) {
    if (KindName(node.kind) == type) items.push_back({node.id, {{"Id", node.id}, {"Type", type}}});
  }
  return Page(call, input, "Children", std::move(items));
}

Answer ListParents(Call& call, Input& input) {
  const std::string child = input.Id("ChildId", Form::kChild);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(OrganizationPointer organization, Managed(call, "ListParents"));
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, "ListParents", {child}));
  const std::optional<Node> node = FindNode(*call.snapshot, *organization, child);
  if (!node.has_value()) return NoChild();
  const std::string_view type = node->parent == organization->root_id ? "ROOT" : "ORGANIZATIONAL_UNIT";
  return Page(call, input, "Parents", {{node->parent, {{"Id", node->parent}, {"Type", type}}}});
}

}  // namespace rolecall::services::organizations
