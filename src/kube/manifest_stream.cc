#include "kube/manifest_stream.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include "kube/manifest_limits.h"
#include "kube/manifest_scalar.h"

namespace rolecall::kube {
namespace {

constexpr std::size_t kMaxNodes = 200000;
constexpr std::size_t kMaxDepth = 128;

// Makes values of the parser's events. After the first thing that is wrong nothing more is made.
class ObjectBuilder final : public YAML::EventHandler {
 public:
  ObjectBuilder(ListsAre lists, const std::function<void(boost::json::value)>& take) : lists_(lists), take_(take) {}

  // What is wrong, and where.
  const std::optional<std::pair<YAML::Mark, std::string>>& problem() const { return problem_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    // yaml-cpp never gets on from some texts that are no YAML: a document would begin where the last one began.
    if (mark.pos == last_document_) Fail(mark, "unexpected character between documents");
    last_document_ = mark.pos;
    open_.clear();
    anchored_.clear();
    anchored_nodes_ = nodes_ = 0;
    has_given_items_ = false;
  }
  void OnDocumentEnd() override { anchored_.clear(); }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (!MayAdd(mark, 1)) return;
    if (WantsKey()) return Fail(mark, "a key must be plain text");
    Complete({nullptr, 1, 0, anchor});
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchored_.find(anchor);
    if (problem_) return;
    if (found == anchored_.end()) return Fail(mark, "the alias names what is not complete, or too large");
    const Made& named = found->second;
    if (!MayAdd(mark, named.nodes)) return;
    if (WantsKey()) return Key(mark, named.value);
    if (open_.size() + named.height > kMaxDepth) return Fail(mark, "nested deeper than 128 levels");
    Complete({named.value, named.nodes, named.height, 0});
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    if (!MayAdd(mark, 1)) return;
    if (WantsKey()) {
      if (anchor != 0) Keep({boost::json::string(text), 1, 0, anchor});
      return Key(mark, boost::json::string(text));
    }
    // "!" marks a quoted scalar, which is always text.
    const bool is_text = tag == "!" || tag == "tag:yaml.org,2002:str";
    Complete({is_text ? boost::json::value(text) : PlainScalar(text), 1, 0, anchor});
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(mark, boost::json::array(), anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(mark, boost::json::object(), anchor);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapEnd() override { Close(); }

 private:
  struct Made {
    boost::json::value value;
    std::size_t nodes = 1;      // in it, itself included
    std::size_t height = 0;     // levels below it
    YAML::anchor_t anchor = 0;  // 0: none
  };
  // A list or object that is not complete yet.
  struct Level {
    Made made;
    YAML::Mark mark;
    std::optional<std::string> key = {};  // of the member that comes
  };

  void Fail(const YAML::Mark& mark, std::string what) {
    if (!problem_) problem_.emplace(mark, std::move(what));
  }

  bool MayAdd(const YAML::Mark& mark, std::size_t nodes) {
    if ((nodes_ += nodes) > kMaxNodes) Fail(mark, "more than 200000 values");
    return !problem_;
  }

  bool WantsKey() const { return !open_.empty() && open_.back().made.value.is_object() && !open_.back().key; }

  void Key(const YAML::Mark& mark, const boost::json::value& key) {
    if (!key.is_string()) return Fail(mark, "a key must be plain text");
    const std::string name(key.as_string());
    if (open_.back().made.value.as_object().contains(name)) {
      return Fail(mark, "key \"" + name + "\" stands here twice");
    }
    open_.back().key = name;
  }

  void Open(const YAML::Mark& mark, boost::json::value value, YAML::anchor_t anchor) {
    if (!MayAdd(mark, 1)) return;
    if (WantsKey()) return Fail(mark, "a key must be plain text");
    if (open_.size() > kMaxDepth) return Fail(mark, "nested deeper than 128 levels");
    open_.push_back({{std::move(value), 1, 0, anchor}, mark});
  }

  void Close() {
    if (problem_ || open_.empty()) return;
    Level level = std::move(open_.back());
    open_.pop_back();
    Complete(std::move(level.made));
  }

  // Whether what is complete now is an item of a List.
  bool IsItem() const {
    return lists_ == ListsAre::kSplit && open_.size() == 2 && open_[1].made.value.is_array() && open_[0].key == "items";
  }

  void Complete(Made made) {
    if (made.anchor != 0) Keep(made);
    if (open_.empty()) {
      if (!made.value.is_null() && !has_given_items_) take_(std::move(made.value));
    } else if (IsItem()) {
      has_given_items_ = true;
      nodes_ -= std::min(nodes_, made.nodes);
      take_(std::move(made.value));
    } else {
      Level& parent = open_.back();
      parent.made.nodes += made.nodes;
      parent.made.height = std::max(parent.made.height, made.height + 1);
      if (auto* list = parent.made.value.if_array()) {
        list->push_back(std::move(made.value));
      } else {
        parent.made.value.as_object().emplace(*std::exchange(parent.key, std::nullopt), std::move(made.value));
      }
    }
  }

  // For aliases. As many values as an object may have, since each is copied.
  void Keep(const Made& made) {
    anchored_nodes_ += made.nodes;
    if (anchored_nodes_ <= kMaxNodes) anchored_.insert_or_assign(made.anchor, made);
  }

  const ListsAre lists_;
  const std::function<void(boost::json::value)>& take_;
  std::optional<std::pair<YAML::Mark, std::string>> problem_;
  int last_document_ = -1;
  std::vector<Level> open_;
  std::map<YAML::anchor_t, Made> anchored_;
  std::size_t anchored_nodes_ = 0, nodes_ = 0;
  bool has_given_items_ = false;
};

Error WrongAt(const std::string& file, const YAML::Mark& mark, const std::string& what) {
  return {ErrorCode::kInvalidArgument,
          file + ":" + std::to_string(mark.line + 1) + ":" + std::to_string(mark.column + 1) + ": " + what};
}

}  // namespace

Result<void> ReadManifestObjects(const std::string& file, std::string_view text, ListsAre lists,
                                 const std::function<void(boost::json::value)>& take) {
  if (text.size() > kMaxManifestBytes) {
    return Error{ErrorCode::kResourceExhausted, file + ": larger than the limit of 16 MiB"};
  }
  try {
    std::istringstream input{std::string(text)};
    YAML::Parser parser(input);
    ObjectBuilder builder(lists, take);
    while (!builder.problem() && parser.HandleNextDocument(builder)) {
    }
    if (builder.problem()) return WrongAt(file, builder.problem()->first, builder.problem()->second);
  } catch (const YAML::Exception& error) {
    return WrongAt(file, error.mark, error.msg);
  }
  return {};
}

}  // namespace rolecall::kube
