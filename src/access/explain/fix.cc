#include "access/explain/fix.h"

#include <algorithm>

#include "access/explain/configuration_patch.h"
#include "access/explain/explain.h"
#include "access/explain/repair.h"
#include "access/explain/text_diff.h"
#include "policy/document/document.h"

namespace rolecall::access {
namespace {

// More places than these are not tried: each costs a plan.
constexpr int kMostTrials = 200;
constexpr std::size_t kMaxSourceBytes = 4u << 20;

std::size_t PositionOfFailure(const ExplainAnswer& answer) {
  for (std::size_t i = 0; i < answer.links.size(); ++i) {
    if (!answer.links[i].good) return i;
  }
  return answer.links.size();
}

bool IsWordCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_'; }

// Every place where `word` stands by itself.
std::vector<std::size_t> Occurrences(const std::string& text, const std::string& word) {
  std::vector<std::size_t> places;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const bool begins = at == 0 || !IsWordCharacter(text[at - 1]) || !IsWordCharacter(word.front());
    const std::size_t end = at + word.size();
    const bool ends = end >= text.size() || !IsWordCharacter(text[end]) || !IsWordCharacter(word.back());
    if (begins && ends) places.push_back(at);
  }
  return places;
}

// What a role is, apart from where it is written.
bool SameRole(const IdentityModel& a, const Role& one, const IdentityModel& b, const Role& other) {
  if (one.trust.text != other.trust.text || one.boundary_arn != other.boundary_arn) return false;
  const auto texts = [](const IdentityModel& model, const Role& role) {
    std::vector<std::string> all;
    for (const PolicyDocument* document : model.IdentityPolicies(role)) all.push_back(document->text);
    return all;
  };
  return texts(a, one) == texts(b, other);
}

// Tries one candidate in every way it can be made, the most exact first:
//   1. the file that the document is read from whole (file("trust.json")), replaced by the changed document;
//   2. the annotation, as a line of the service account's manifest;
//   3. each place of the sources where the wrong value stands as a word, one at a time;
//   4. the expression that makes the document (configuration_patch.h).
// A try plans the directory again with the changed files in memory and explains it anew. It counts if the failure has
// moved past its link and no other role is another than before: a value that two roles share is not changed for one.
// Without files (a live account, a state) the document is changed in the model and the patch is for the document.
// Each try costs a plan, so their number is bounded.
class Finder {
 public:
  Finder(const ExplainQuestion& question, const ExplainAnswer& answer, const Trial& trial)
      : question_(question), trial_(trial), position_(PositionOfFailure(answer)) {}

  std::optional<Fix> Try(const Repair& repair) {
    std::optional<Fix> fix;
    if (CanPlan()) {
      if (!fix && repair.document != nullptr && !repair.document->file.empty()) {
        fix = TryFiles({{repair.document->file, repair.text}}, repair);
      }
      if (!fix && !repair.annotation_key.empty()) fix = TryAnnotation(repair);
      if (!fix) fix = TrySubstitutions(repair);
      if (!fix && repair.document != nullptr) fix = TryExpression(repair);
      if (fix) return fix;
    }
    if (repair.document != nullptr) return TryDocument(repair);
    if (!repair.command.empty()) return TryCommand(repair);
    return std::nullopt;
  }

 private:
  bool CanPlan() const { return trial_.files != nullptr && trial_.replan != nullptr; }

  // Moved past the link that failed? Then what fails next, if anything does.
  std::optional<std::string> Judge(const ExplainQuestion& question) const {
    const ExplainAnswer answer = Explain(question);
    if (answer.allowed) return std::string();
    if (PositionOfFailure(answer) <= position_) return std::nullopt;
    return answer.failed()->verdict;
  }

  // The role that is asked about is changed, and not another one in its place.
  bool OthersStay(const IdentityModel& after) const {
    for (const Role& role : question_.model->roles) {
      const Role* same = after.FindRole(role.arn);
      if (same == nullptr) return false;
      if (role.arn != question_.role_arn && !SameRole(*question_.model, role, after, *same)) return false;
    }
    return true;
  }

  std::optional<Fix> TryFiles(const FileChanges& changes, const Repair& repair) {
    if (++trials_ > kMostTrials) return std::nullopt;
    std::optional<Trial::Replanned> outcome = trial_.replan(changes);
    if (!outcome) return std::nullopt;
    outcome->question.model = &outcome->model;
    const std::optional<std::string> next = Judge(outcome->question);
    if (!next || !OthersStay(outcome->model)) return std::nullopt;
    Fix fix;
    fix.summary = repair.summary;
    fix.next = *next;
    for (const auto& [path, text] : changes) {
      const Result<std::string> before = trial_.files->Read(path, kMaxSourceBytes);
      fix.diff += UnifiedDiff(path, before.ok() ? *before : "", text);
    }
    return fix;
  }

  std::optional<Fix> TrySubstitutions(const Repair& repair) {
    for (const auto& [from, to] : repair.substitutions) {
      for (const std::string& path : trial_.sources) {
        const Result<std::string> text = trial_.files->Read(path, kMaxSourceBytes);
        if (!text.ok()) continue;
        for (const std::size_t at : Occurrences(*text, from)) {
          std::string changed = *text;
          changed.replace(at, from.size(), to);
          if (std::optional<Fix> fix = TryFiles({{path, std::move(changed)}}, repair)) return fix;
        }
      }
    }
    return std::nullopt;
  }

  // In the argument of jsonencode, or as a block.
  std::optional<Fix> TryExpression(const Repair& repair) {
    const diag::Range& range = repair.document->origin.range;
    if (!range.has_place() || !repair.document->file.empty()) return std::nullopt;
    const Result<std::string> text = trial_.files->Read(*range.file, kMaxSourceBytes);
    if (!text.ok()) return std::nullopt;
    const std::string patch = JsonPatchBetween(repair.document->text, repair.text);
    const std::optional<std::string> changed = PatchConfiguration(*text, range.start.byte, patch);
    if (!changed) return std::nullopt;
    return TryFiles({{*range.file, *changed}}, repair);
  }

  // One more line below the service account's name.
  std::optional<Fix> TryAnnotation(const Repair& repair) {
    const ServiceAccount* account =
        question_.model->FindServiceAccount(question_.account->first, question_.account->second);
    if (account == nullptr || !account->origin.range.has_place()) return std::nullopt;
    const std::string& path = *account->origin.range.file;
    const Result<std::string> text = trial_.files->Read(path, kMaxSourceBytes);
    if (!text.ok() || account->origin.range.end.byte > text->size()) return std::nullopt;
    const std::size_t begin = account->origin.range.start.byte;
    const std::size_t first = text->find_first_not_of(" \t", begin);
    const std::string indent(first - begin, ' ');
    const std::string line = repair.annotation_key + ": " + repair.annotation_value;
    std::string changed = *text;
    const std::size_t existing = text->find("\n" + indent + "annotations:\n");
    if (account->annotations.contains(repair.annotation_key)) {
      // The line that has it now.
      const diag::Range& range = account->role_origin.range;
      const std::size_t key = text->find(repair.annotation_key, range.start.byte);
      if (!range.has_place() || key == std::string::npos || key >= range.end.byte) return std::nullopt;
      changed.replace(key, range.end.byte - key, line);
    } else if (!account->annotations.empty() && existing != std::string::npos) {
      changed.insert(existing + indent.size() + 14, indent + "  " + line + "\n");
    } else {
      changed.insert(account->origin.range.end.byte, "\n" + indent + "annotations:\n" + indent + "  " + line);
    }
    return TryFiles({{path, std::move(changed)}}, repair);
  }

  std::optional<Fix> TryDocument(const Repair& repair) const {
    IdentityModel model = *question_.model;
    ExplainQuestion question = question_;
    question.model = &model;
    const auto change = [&](PolicyDocument& document) {
      const bool same = document.name == repair.document->name && document.text == repair.document->text;
      if (same) document.text = repair.text;
    };
    for (Role& role : model.roles) {
      if (role.arn != question_.role_arn && role.arn != question_.principal_arn) continue;
      change(role.trust);
      for (PolicyDocument& document : role.inline_policies) change(document);
    }
    for (auto& [arn, policy] : model.policies) change(policy.document);
    for (Member& user : model.users) {
      for (PolicyDocument& document : user.inline_policies) change(document);
    }
    for (ProtectedResource& resource : model.resources) change(resource.policy);
    for (PolicyDocument& document : question.session_policies) change(document);
    const std::optional<std::string> next = Judge(question);
    if (!next) return std::nullopt;
    Fix fix;
    fix.summary = repair.summary;
    fix.document = repair.document->name;
    fix.json_patch = JsonPatchBetween(repair.document->text, repair.text);
    fix.next = *next;
    return fix;
  }

  // What a command does, done to the model.
  std::optional<Fix> TryCommand(const Repair& repair) const {
    IdentityModel model = *question_.model;
    ExplainQuestion question = question_;
    question.model = &model;
    if (!repair.annotation_value.empty()) {
      question.role_arn = repair.annotation_value;
    } else {
      PolicyDocument document;
      document.name = "inline policy NAME";
      document.text = "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\": \"" +
                      question_.action + "\", \"Resource\": \"" + question_.resource + "\"}}";
      const std::string& arn = question_.principal_arn.empty() ? question_.role_arn : question_.principal_arn;
      for (Role& role : model.roles) {
        if (role.arn == arn) role.inline_policies.push_back(document);
      }
      for (Member& user : model.users) {
        if (user.arn == arn) user.inline_policies.push_back(document);
      }
    }
    const std::optional<std::string> next = Judge(question);
    if (!next) return std::nullopt;
    Fix fix;
    fix.summary = repair.summary + ": " + repair.command;
    fix.next = *next;
    return fix;
  }

  const ExplainQuestion& question_;
  const Trial& trial_;
  const std::size_t position_;
  int trials_ = 0;
};

}  // namespace

std::optional<Fix> FindFix(const ExplainQuestion& question, const ExplainAnswer& answer, const Trial& trial) {
  if (answer.undecided()) return std::nullopt;  // it may be right as it is
  Finder finder(question, answer, trial);
  for (const Repair& repair : RepairsFor(question, answer)) {
    if (std::optional<Fix> fix = finder.Try(repair)) return fix;
  }
  return std::nullopt;
}

}  // namespace rolecall::access
