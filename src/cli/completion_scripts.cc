#include "cli/completion_scripts.h"

#include <map>

namespace rolecall::cli {
namespace {

using Commands = std::vector<CompletedCommand>;

bool IsOfFamily(const CompletedCommand& command) { return command.name.find(' ') != std::string::npos; }
std::string FamilyOf(const CompletedCommand& command) { return command.name.substr(0, command.name.find(' ')); }
std::string LastWord(const CompletedCommand& command) { return command.name.substr(command.name.rfind(' ') + 1); }

// "state" -> its commands.
std::map<std::string, std::vector<const CompletedCommand*>> Families(const Commands& commands) {
  std::map<std::string, std::vector<const CompletedCommand*>> families;
  for (const CompletedCommand& command : commands) {
    if (IsOfFamily(command)) families[FamilyOf(command)].push_back(&command);
  }
  return families;
}

std::string FlagWord(const CompletedFlag& flag) { return "-" + flag.name + (flag.takes_value ? "=" : ""); }

// In single quotes, for all three shells.
std::string Quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string WordsOf(const CompletedCommand& command) {
  std::string words = "-help";
  for (const CompletedFlag& flag : command.flags) words += " " + FlagWord(flag);
  for (const std::string& word : command.words) words += " " + word;
  return words;
}

std::string FirstWords(const Commands& commands) {
  std::string words = "-chdir= -help -version help";
  for (const auto& [family, members] : Families(commands)) words += " " + family;
  for (const CompletedCommand& command : commands) {
    if (!IsOfFamily(command)) words += " " + command.name;
  }
  return words;
}

std::string BashCases(const Commands& commands) {
  std::string cases;
  for (const CompletedCommand& command : commands) {
    if (IsOfFamily(command)) cases += "    '" + command.name + "') words='" + WordsOf(command) + "' ;;\n";
  }
  for (const auto& [family, members] : Families(commands)) {
    cases += "    '" + family + " '*) words='";
    for (const CompletedCommand* member : members) cases += LastWord(*member) + " ";
    cases += "' ;;\n";
  }
  for (const CompletedCommand& command : commands) {
    if (!IsOfFamily(command)) cases += "    '" + command.name + " '*) words='" + WordsOf(command) + "' ;;\n";
  }
  return cases;
}

// name:help, as _describe wants it.
std::string ZshItem(const std::string& name, const std::string& help) {
  std::string item;
  for (const char c : name) item += c == ':' ? std::string("\\:") : std::string(1, c);
  return Quoted(item + ":" + help);
}

std::string ZshFlags(const CompletedCommand& command) {
  std::string switches = ZshItem("-help", "Show this command's help"), values, words;
  for (const CompletedFlag& flag : command.flags) {
    (flag.takes_value ? values : switches) += " " + ZshItem(FlagWord(flag), flag.help);
  }
  for (const std::string& word : command.words) words += " " + Quoted(word);
  return "      switches=(" + switches + ")\n      values=(" + values + ")\n      choices=(" + words + ") ;;\n";
}

std::string ZshCases(const Commands& commands) {
  std::string cases;
  for (const CompletedCommand& command : commands) {
    if (IsOfFamily(command)) cases += "    '" + command.name + "')\n" + ZshFlags(command);
  }
  for (const auto& [family, members] : Families(commands)) {
    cases += "    '" + family + " '*)\n      choices=(";
    for (const CompletedCommand* member : members) cases += ZshItem(LastWord(*member), member->summary) + " ";
    cases += ") ;;\n";
  }
  for (const CompletedCommand& command : commands) {
    if (!IsOfFamily(command)) cases += "    '" + command.name + " '*)\n" + ZshFlags(command);
  }
  return cases;
}

void FishFlags(const CompletedCommand& command, const std::string& condition, std::string& script) {
  const std::string start = "complete -c rolecall -n " + Quoted(condition);
  script += start + " -o help -d 'Show this command'\\''s help'\n";
  for (const CompletedFlag& flag : command.flags) {
    script += start + " -o " + flag.name + (flag.takes_value ? " -r" : "") + " -d " + Quoted(flag.help) + "\n";
  }
  for (const std::string& word : command.words) script += start + " -f -a " + Quoted(word) + "\n";
}

}  // namespace

std::string BashScript(const Commands& commands) {
  // Bash makes three words of -flag=value. Options before the command are passed over; -chdir has such a value.
  return "# bash completion of rolecall; made by `rolecall completion bash`\n"
         "_rolecall() {\n"
         "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} words= dash= first=1\n"
         "  while [ \"$first\" -lt \"$COMP_CWORD\" ]; do\n"
         "    case ${COMP_WORDS[first]} in\n"
         "      -*) if [ \"${COMP_WORDS[first+1]}\" = = ]; then first=$((first + 3)); else first=$((first + 1)); fi "
         ";;\n"
         "      *) break ;;\n"
         "    esac\n"
         "  done\n"
         "  if [ \"$current\" = = ] || [ \"$previous\" = = ]; then\n"
         "    current=${current#=}\n"
         "  elif [ \"$first\" -ge \"$COMP_CWORD\" ]; then\n"
         "    words=" +
         Quoted(FirstWords(commands)) +
         "\n"
         "  else\n"
         "    local second=\n"
         "    [ \"$((first + 1))\" -ge \"$COMP_CWORD\" ] || second=${COMP_WORDS[first+1]}\n"
         "    case \"${COMP_WORDS[first]} $second\" in\n" +
         BashCases(commands) +
         "    esac\n"
         "  fi\n"
         "  case $current in --*) dash=- ;; esac\n"
         "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -P \"$dash\" -- \"${current#\"$dash\"}\")\n"
         "  if [ \"${#COMPREPLY[@]}\" = 0 ]; then\n"
         "    compopt -o filenames 2>/dev/null\n"
         "    mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
         "  elif [[ ${#COMPREPLY[@]} = 1 && ${COMPREPLY[0]} = *= ]]; then\n"
         "    compopt -o nospace 2>/dev/null\n"
         "  fi\n"
         "}\n"
         "complete -F _rolecall rolecall\n";
}

std::string ZshScript(const Commands& commands) {
  std::string first = ZshItem("help", "Show help");
  for (const auto& [family, members] : Families(commands)) first += " " + ZshItem(family, "Commands of " + family);
  for (const CompletedCommand& command : commands) {
    if (!IsOfFamily(command)) first += " " + ZshItem(command.name, command.summary);
  }
  return "#compdef rolecall\n# zsh completion of rolecall; made by `rolecall completion zsh`\n"
         "_rolecall() {\n"
         "  local -a choices switches values\n"
         "  local first=2\n"
         "  while (( first < CURRENT )) && [[ ${words[first]} == -* ]]; do (( first++ )); done\n"
         "  if [[ $PREFIX == -*=* ]]; then compset -P '*='; _files; return; fi\n"
         "  if (( first == CURRENT )); then\n"
         "    choices=(" +
         first +
         ")\n"
         "    switches=('-help:Show help' '-version:Show the version')\n"
         "    values=('-chdir=:Another directory to work in')\n"
         "  else\n"
         "    local second=\n"
         "    (( first + 1 == CURRENT )) || second=${words[first+1]}\n"
         "    case \"${words[first]} $second\" in\n" +
         ZshCases(commands) +
         "    esac\n"
         "  fi\n"
         "  [[ $PREFIX != --* ]] || compset -P -\n"
         "  if [[ $PREFIX == -* ]]; then\n"
         "    _describe -o option switches\n"
         "    _describe -o option values -S ''\n"
         "  elif (( ${#choices} )); then\n"
         "    _describe command choices\n"
         "  else\n"
         "    _files\n"
         "  fi\n"
         "}\n"
         "if [ \"$funcstack[1]\" = _rolecall ]; then _rolecall \"$@\"; else compdef _rolecall rolecall; fi\n";
}

std::string FishScript(const Commands& commands) {
  std::string script = "# fish completion of rolecall; made by `rolecall completion fish`\n";
  const std::string at_first = "complete -c rolecall -n __fish_use_subcommand -f -a ";
  for (const CompletedCommand& command : commands) {
    if (IsOfFamily(command)) continue;
    script += at_first + Quoted(command.name) + " -d " + Quoted(command.summary) + "\n";
    FishFlags(command, "__fish_seen_subcommand_from " + command.name, script);
  }
  for (const auto& [family, members] : Families(commands)) {
    script += at_first + Quoted(family) + " -d " + Quoted("Commands of " + family) + "\n";
    const std::string in_family = "__fish_seen_subcommand_from " + family;
    std::string names;
    for (const CompletedCommand* member : members) names += " " + LastWord(*member);
    for (const CompletedCommand* member : members) {
      script += "complete -c rolecall -n " + Quoted(in_family + "; and not __fish_seen_subcommand_from" + names) +
                " -f -a " + Quoted(LastWord(*member)) + " -d " + Quoted(member->summary) + "\n";
      FishFlags(*member, in_family + "; and __fish_seen_subcommand_from " + LastWord(*member), script);
    }
  }
  return script;
}

}  // namespace rolecall::cli
