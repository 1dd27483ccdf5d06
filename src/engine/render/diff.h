// Diff: two values compared for showing — what was added, changed, removed, and what forces a replacement.
//
//   Diff diff = DiffOfBlock(before, after, schema, paths);
//   std::string text = RenderDiff(diff, 0, {.style = style});
//
// Values must be unmarked; sensitive and replaced places are given as paths. Attributes of a block that are null
// (or an empty string) on both sides are left out, as old providers mean the same by both. Internal to the render_*
// files. Pure; any thread.
#ifndef ROLECALL_ENGINE_RENDER_DIFF_H_
#define ROLECALL_ENGINE_RENDER_DIFF_H_

#include <functional>
#include <string>
#include <vector>

#include "engine/plan/plan.h"
#include "engine/provider/provider.h"
#include "engine/render/style.h"
#include "value/path.h"
#include "value/value.h"

namespace rolecall::engine {

struct DiffMember;
struct DiffBlocks;

struct Diff {
  enum class Kind {
    kPrimitive,       // before, after
    kObject,          // members
    kMap,             // members
    kList,            // items
    kSet,             // items
    kUnknown,         // items: what was before, if anything
    kSensitive,       // items: the diff that is hidden
    kSensitiveBlock,  // items: the same
    kWriteOnly,       // nothing: what it is is never known here
    kTypeChange,      // items: before, after
    kBlock,           // members: attributes; blocks
  };
  Kind kind = Kind::kPrimitive;
  Action action = Action::kNoOp;  // kNoOp, kCreate, kUpdate or kDelete
  bool replace = false;
  bool is_nested = false;  // of an attribute that has attributes: laid out in another way than one of a type
  value::Value before, after;
  bool before_sensitive = false, after_sensitive = false;
  std::vector<DiffMember> members;  // sorted by name
  std::vector<Diff> items;
  std::vector<DiffBlocks> blocks;  // sorted by name
};

struct DiffMember {
  std::string name;
  Diff diff;
};

// All blocks of one type.
struct DiffBlocks {
  std::string name;
  bool replace = false;
  bool before_sensitive = false, after_sensitive = false;
  std::vector<DiffMember> items;  // the name is the label of a map's block, else empty
};

struct DiffPaths {
  std::vector<value::Path> before_sensitive, after_sensitive, replace;
  // If there: only changes of these attributes and blocks are shown, all others as if they had not changed.
  const std::function<bool(const std::string& name)>* shows = nullptr;
};

// Null values as a whole: does not exist on that side.
Diff DiffOfBlock(const value::Value& before, const value::Value& after, const BlockSchema& schema,
                 const DiffPaths& paths);
// Compared as JSON documents are: by what the values are, without a schema. `action` says which sides exist.
Diff DiffOfValues(const value::Value& before, const value::Value& after, Action action, bool before_sensitive,
                  bool after_sensitive);

// A value that stays, by its type.
Diff DiffOfTyped(const value::Value& value, bool is_sensitive);

struct DiffOptions {
  RenderStyle style;
  bool show_unchanged = false;
  bool hide_symbols = false;  // neither symbols nor their space
  bool no_null_suffix = false;
  bool forces_everywhere = false;
  bool forces_nowhere = false;
};

// The text after "NAME = " or the block's header; lines after the first are indented for `indent`.
std::string RenderDiff(const Diff& diff, int indent, const DiffOptions& options);
// "  +", "-/+", …: three columns.
std::string ActionSymbol(Action action, const RenderStyle& style);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_RENDER_DIFF_H_
