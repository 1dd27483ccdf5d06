#include "engine/plan/import_name.h"

#include "json/document.h"

namespace rolecall::engine {

void NameByIdentity(const std::string& identity, ResourceEvent& event) {
  if (identity.empty()) return;
  const json::ParseResult parsed = json::Parse(identity, {});
  if (!parsed.error.empty() || !parsed.root.IsObject()) return;
  const auto rank = [](const std::string& name) { return name == "id" ? 0 : (name == "name" ? 1 : 2); };
  const json::Member* best = nullptr;
  for (const json::Member& member : parsed.root.members) {
    if (!member.value.IsString()) continue;
    const bool is_better = best == nullptr || rank(member.name) < rank(best->name) ||
                           (rank(member.name) == rank(best->name) && member.name < best->name);
    if (is_better) best = &member;
  }
  if (best == nullptr) return;
  event.id_name = best->name;
  event.id = best->value.text;
}

}  // namespace rolecall::engine
