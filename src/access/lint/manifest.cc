#include "access/lint/manifest.h"

#include <boost/json.hpp>

#include "base/check.h"
#include "kube/json_patch.h"
#include "kube/substitution.h"
#include "policy/lint/rules.h"
#include "value/text.h"

namespace rolecall::access {
namespace {

// Calls `take` with the object and each object of a List.
template <typename Take>
void ForEachObject(const boost::json::value& value, const std::string& base, Take take) {
  const boost::json::value* items = At(value, {"items"});
  if (items == nullptr || !items->is_array()) return take(value, base);
  for (std::size_t i = 0; i < items->as_array().size(); ++i) {
    ForEachObject(items->as_array()[i], base + "/items/" + std::to_string(i), take);
  }
}

void Learn(const ManifestObject& object, ManifestFacts& facts) {
  if (object.kind() != "ServiceAccount") return;
  const kube::ServiceAccountName name(object.namespace_name(), object.name());
  facts.accounts.insert(name);
  const std::string role =
      TextAt(object.value, {"metadata", "annotations", facts.settings.annotation_prefix + "/role-arn"});
  if (!role.empty()) facts.annotated.insert(name);
}

void LintObject(const ManifestObject& object, const ManifestFacts& facts) {
  if (object.kind() == "ServiceAccount") {
    LintServiceAccount(object, facts);
  } else {
    LintPods(object, facts);
  }
}

// What is only known once Flux or envsubst has filled in the manifest's ${NAME} is not judged.
void TakeUnknown(LintReport& report) {
  for (const LintFinding& finding : report.findings) {
    if (finding.unknown.empty()) continue;
    report.unknowns.push_back({finding.subject + " at " + finding.pointer, "", finding.unknown, finding.range});
  }
  std::erase_if(report.findings, [](const LintFinding& finding) { return !finding.unknown.empty(); });
}

struct ParsedSource {
  LintSource source;
  std::vector<kube::PlacedManifest> manifests;
};

}  // namespace

const boost::json::value* At(const boost::json::value& value, std::initializer_list<std::string_view> path) {
  const boost::json::value* at = &value;
  for (const std::string_view name : path) {
    const boost::json::object* members = at->if_object();
    at = members != nullptr ? members->if_contains(name) : nullptr;
    if (at == nullptr) return nullptr;
  }
  return at;
}

std::string TextAt(const boost::json::value& value, std::initializer_list<std::string_view> path) {
  const boost::json::value* found = At(value, path);
  return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
}

std::string ManifestObject::kind() const { return TextAt(value, {"kind"}); }
std::string ManifestObject::name() const { return TextAt(value, {"metadata", "name"}); }

std::string ManifestObject::namespace_name() const {
  const std::string namespace_name = TextAt(value, {"metadata", "namespace"});
  return namespace_name.empty() ? "default" : namespace_name;
}

std::string ManifestObject::Describe() const { return kind() + " " + namespace_name() + "/" + name(); }

LintFinding& ManifestObject::Add(std::string_view code, const std::string& pointer, std::string message,
                                 std::string suggestion, bool at_key) const {
  LintFinding& finding = report.findings.emplace_back();
  finding.rule = policy::FindLintRule(code);
  ROLECALL_CHECK(finding.rule != nullptr);
  finding.subject = Describe();
  finding.message = std::move(message);
  finding.suggestion = std::move(suggestion);
  finding.pointer = base + pointer;
  boost::system::error_code ignored;
  const boost::json::value* about = value.find_pointer(pointer, ignored);
  if (about != nullptr && about->is_string()) finding.unknown = kube::SubstitutedNames(about->as_string());
  if (const kube::ManifestPlace* place = manifest.Find(finding.pointer)) {
    const bool key = at_key && place->key_end > place->key_begin;
    finding.range = key ? RangeOf(source.file, source.text, place->key_begin, place->key_end)
                        : RangeOf(source.file, source.text, place->begin, place->end);
  }
  return finding;
}

void ManifestObject::Replace(LintFinding& finding, const std::string& pointer, const std::string& text,
                             bool key) const {
  const auto place = manifest.places.find(base + pointer);
  if (place == manifest.places.end()) return;
  const std::size_t begin = key ? place->second.key_begin : place->second.begin;
  const std::size_t end = key ? place->second.key_end : place->second.end;
  if (end > begin) finding.edits = {FileEdit{begin, end, text}};
}

Result<void> LintManifests(std::vector<LintSource> sources, const kube::WebhookSettings& settings, LintReport& report) {
  std::vector<ParsedSource> parsed;
  for (LintSource& source : sources) {
    // What is found is shown as text and as JSON.
    if (!value::IsUtf8(source.text)) return Error{ErrorCode::kInvalidArgument, source.file + ": is not UTF-8"};
    ROLECALL_TRY(std::vector<kube::PlacedManifest> manifests, kube::ParsePlacedManifests(source.file, source.text));
    parsed.push_back({std::move(source), std::move(manifests)});
  }
  ManifestFacts facts{settings, {}, {}};
  const auto each = [&](auto take) {
    for (const ParsedSource& one : parsed) {
      for (const kube::PlacedManifest& manifest : one.manifests) {
        ForEachObject(manifest.value, "", [&](const boost::json::value& value, const std::string& base) {
          take(ManifestObject{one.source, manifest, base, value, report});
        });
      }
    }
  };
  each([&facts](const ManifestObject& object) { Learn(object, facts); });
  each([&](const ManifestObject& object) {
    ++report.documents;
    LintObject(object, facts);
  });
  TakeUnknown(report);
  for (ParsedSource& one : parsed) report.sources.Add(one.source.file, std::move(one.source.text));
  return {};
}

}  // namespace rolecall::access
