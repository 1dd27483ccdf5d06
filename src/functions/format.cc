// format() and formatlist().
#include "functions/define.h"
#include "functions/format_verb.h"
#include "value/text.h"

namespace rolecall::functions {
namespace {

// Every argument of one call must be wholly known; otherwise only what stands before the first verb is.
FunctionResult Format(Arguments arguments, const Type&) {
  const std::string& format = arguments[0].AsString();
  for (const Value& argument : arguments.subspan(1)) {
    if (argument.IsWhollyKnown()) continue;
    value::Refinement known;
    known.not_null = true;
    known.string_prefix = value::SafePrefix(format.substr(0, format.find('%')));
    return Value::Unknown(Type::String(), std::move(known));
  }
  auto text = FormatText(format, arguments.subspan(1));
  if (!text.ok()) return text.error();
  return Value::String(std::move(*text));
}

// The arguments of formatlist(): sequences are gone through together, everything else stands for all rounds.
struct Rounds {
  std::size_t count = 1;
  bool has_sequence = false;
  bool is_unknown = false;
  std::vector<const Value*> sequences;  // by argument; null: a single value
};

Expected<Rounds, FunctionError> PlanRounds(Arguments arguments) {
  Rounds rounds;
  std::size_t chooser = 0;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Value& argument = arguments[i];
    rounds.sequences.push_back(nullptr);
    if (!IsSequence(argument.type()) || argument.IsNull()) {
      rounds.is_unknown = rounds.is_unknown || (!argument.IsKnown() && argument.type().IsDynamic());
      continue;
    }
    const Value length = value::Length(argument);
    if (!length.IsKnown()) {
      rounds.is_unknown = true;
      continue;
    }
    const auto size = static_cast<std::size_t>(*length.AsNumber().ToInt64());
    if (!rounds.has_sequence) {
      rounds.has_sequence = true;
      rounds.count = size;
      chooser = i;
    } else if (size != rounds.count) {
      return ArgumentError(i + 1, "argument " + std::to_string(i + 1) + " has length " + std::to_string(size) +
                                      ", which is inconsistent with argument " + std::to_string(chooser + 1) +
                                      " of length " + std::to_string(rounds.count));
    }
    if (argument.IsKnown()) rounds.sequences.back() = &argument;
    rounds.is_unknown = rounds.is_unknown || !argument.IsKnown();
  }
  return rounds;
}

FunctionResult FormatList(Arguments arguments, const Type& type) {
  const Arguments given = arguments.subspan(1);
  const auto rounds = PlanRounds(given);
  if (!rounds.ok()) return rounds.error();
  if (rounds->is_unknown) return Value::Unknown(type);
  std::vector<Value> results;
  for (std::size_t round = 0; round < rounds->count; ++round) {
    std::vector<Value> one;
    bool is_known = true;
    for (std::size_t i = 0; i < given.size(); ++i) {
      const Value* sequence = rounds->sequences[i];
      one.push_back(sequence != nullptr ? sequence->elements()[round] : given[i]);
      is_known = is_known && one.back().IsWhollyKnown();
    }
    if (!is_known) {
      results.push_back(value::RefineNotNull(Value::Unknown(Type::String())));
      continue;
    }
    auto text = FormatText(arguments[0].AsString(), one);
    if (!text.ok()) return Failure("error on format iteration " + std::to_string(round) + ": " + text.error().message);
    results.push_back(Value::String(std::move(*text)));
  }
  return Value::List(Type::String(), std::move(results));
}

}  // namespace

void AddFormat(Catalogue& catalogue) {
  const Parameter arguments = {
      .name = "args", .type = Type::Dynamic(), .allow_null = true, .allow_unknown = true, .allow_dynamic = true};
  const Parameter format = Plain("format", Type::String());
  Define(catalogue, Function("format", "The arguments as the format string says.", {format}, arguments,
                             Function::Returns(Type::String()), Format)
                        .NeverNull());
  Define(catalogue, Function("formatlist", "format() for each element of lists.", {format}, arguments,
                             Function::Returns(Type::List(Type::String())), FormatList)
                        .NeverNull());
}

}  // namespace rolecall::functions
