#include "services/notifier/channels/templates.h"

#include <filesystem>
#include <fstream>
#include <kainjow/mustache.hpp>
#include <set>
#include <sstream>
#include <utility>

#include "texts/notices.h"

namespace dotpha::notifier {
namespace {

namespace mustache = kainjow::mustache;
namespace fs = std::filesystem;

constexpr char kDefaultLanguage[] = "vi";
constexpr char kDefaultDuty[] = "duties/DEFAULT";

// Remembers what a template asked for in vain: mustache itself would print nothing.
class StrictContext final : public mustache::context<std::string> {
 public:
  explicit StrictContext(const mustache::data* root) : mustache::context<std::string>(root) {}
  const mustache::data* get(const std::string& name) const override {
    const mustache::data* found = mustache::context<std::string>::get(name);
    if (found == nullptr) {
      missing_.insert(name);
    }
    return found;
  }
  [[nodiscard]] const std::set<std::string>& missing() const { return missing_; }

 private:
  mutable std::set<std::string> missing_;
};

// An empty field is "no": its section is left out.
mustache::data Value(const std::string& text) {
  return text.empty() ? mustache::data{mustache::data::type::bool_false} : mustache::data{text};
}

mustache::data Object(const LetterFields& fields) {
  mustache::data object{mustache::data::type::object};
  for (const auto& [name, text] : fields) {
    object.set(name, Value(text));
  }
  return object;
}

mustache::mustache Prepare(const std::string& text) {
  mustache::mustache parsed{text};
  parsed.set_custom_escape([](const std::string& plain) { return plain; });  // plain text: nothing to escape
  return parsed;
}

Result<std::string> Render(const std::string& text, const mustache::data& data) {
  mustache::mustache parsed = Prepare(text);
  StrictContext context(&data);
  std::string rendered = parsed.render(context);
  if (!context.missing().empty()) {
    return Internal("TEMPLATE_FIELD_UNKNOWN", "a template names a field that nobody gives")
        .With("field", *context.missing().begin());
  }
  return rendered;
}

std::string Trim(const std::string& text) {
  const auto first = text.find_first_not_of(" \n\r\t");
  const auto last = text.find_last_not_of(" \n\r\t");
  return first == std::string::npos ? std::string{} : text.substr(first, last - first + 1);
}

// First line, rest.
Text Split(const std::string& text) {
  const auto end = text.find('\n');
  return {Trim(text.substr(0, end)), end == std::string::npos ? std::string{} : Trim(text.substr(end + 1))};
}

std::string FileOf(Stage stage, const LetterFields& letter) {
  const auto says = [&letter](const char* field) {
    const auto found = letter.find(field);
    return found != letter.end() && !found->second.empty();
  };
  switch (stage) {
    case Stage::kR10:
    case Stage::kR3:
    case Stage::kR0:
      return "R";
    case Stage::kO:
      return "O";
    case Stage::kE1:
    case Stage::kE2:
      return "E";
    case Stage::kM:
      return "M";
    case Stage::kCorrection:
      return "CORRECTION";
    case Stage::kInfo:
      return says("assignment") ? "ASSIGNMENT" : says("case") ? "CASE" : says("summary") ? "SUMMARY" : "INFO";
  }
  return "R";
}

// The lines of a summary (domain/summary.h) as a list of objects.
mustache::data Lines(const std::string& lines, const Names& names) {
  mustache::data list{mustache::data::type::list};
  std::istringstream text(lines);
  for (std::string line; std::getline(text, line);) {
    std::istringstream fields(line);
    std::string debtor;
    std::string duty;
    std::string period;
    std::string what;
    std::string days;
    std::getline(fields, debtor, '\t');
    std::getline(fields, duty, '\t');
    std::getline(fields, period, '\t');
    std::getline(fields, what, '\t');
    std::getline(fields, days, '\t');
    const auto name = names.people.find(debtor);
    mustache::data item{mustache::data::type::object};
    item.set("who", Value(name != names.people.end() ? name->second : debtor));
    item.set("what", Value(duty + " " + period));
    item.set("days", days);
    item.set("is_due", Value(what == "DUE" ? "yes" : ""));
    item.set("is_overdue", Value(what == "OVERDUE" ? "yes" : ""));
    item.set("is_missing", Value(what == "MISSING" ? "yes" : ""));
    list.push_back(item);
  }
  return list;
}

Result<std::string> ReadFile(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) {
    return FailedPrecondition("TEMPLATE_MISSING", "cannot read " + path.string());
  }
  return text.str();
}

std::map<std::string, std::string> ReadReasons(const std::string& text) {
  std::map<std::string, std::string> reasons;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto space = line.find(' ');
    if (space != std::string::npos) {
      reasons.emplace(line.substr(0, space), Trim(line.substr(space)));
    }
  }
  return reasons;
}

}  // namespace

Result<Templates> Templates::Builtin() { return Parse(texts::notices()); }

Result<Templates> Templates::Load(const std::string& folder) {
  std::map<std::string, std::string> texts;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    if (entry.is_regular_file() && entry.path().extension() == ".txt") {
      DOTPHA_ASSIGN(std::string text, ReadFile(entry.path()));
      texts.emplace(fs::relative(entry.path(), folder, error).generic_string(), std::move(text));
    }
  }
  return Parse(texts);
}

Result<Templates> Templates::Parse(const std::map<std::string, std::string>& texts) {
  Templates templates;
  for (const auto& [path, text] : texts) {
    const auto slash = path.find('/');
    if (slash == std::string::npos) {
      continue;
    }
    Language& language = templates.languages_[path.substr(0, slash)];
    const std::string name = fs::path(path.substr(slash + 1)).replace_extension().generic_string();
    if (name == "reasons") {
      language.reasons = ReadReasons(text);
      continue;
    }
    if (const mustache::mustache parsed = Prepare(text); !parsed.is_valid()) {
      return FailedPrecondition("TEMPLATE_MALFORMED", path + ": " + parsed.error_message());
    }
    language.files.emplace(name, text);
  }
  for (const auto& [name, language] : templates.languages_) {
    for (const char* needed :
         {"mail", "R", "O", "E", "M", "CORRECTION", "INFO", "ASSIGNMENT", "CASE", "SUMMARY", kDefaultDuty}) {
      if (!language.files.contains(needed)) {
        return FailedPrecondition("TEMPLATE_MISSING", "the language " + name + " lacks " + needed + ".txt");
      }
    }
  }
  if (!templates.Speaks(kDefaultLanguage)) {
    return FailedPrecondition("TEMPLATE_MISSING",
                              std::string{"there are no texts in the language "} + kDefaultLanguage);
  }
  return templates;
}

const Templates::Language& Templates::Of(const std::string& language) const {
  const auto found = languages_.find(language);
  return found != languages_.end() ? found->second : languages_.at(kDefaultLanguage);
}

Result<Text> Templates::Notice(const std::string& language, Stage stage, const LetterFields& letter,
                               const Names& names) const {
  const Language& files = Of(language);
  const auto field = [&letter](const char* name) {
    const auto found = letter.find(name);
    return found == letter.end() ? std::string{} : found->second;
  };
  mustache::data data = Object(EmptyLetter());
  for (const auto& [name, text] : letter) {
    data.set(name, Value(text));
  }
  std::string debtor = names.debtor.empty() ? field("debtor_id") : names.debtor;
  if (!names.debtor_title.empty()) {
    debtor += " (" + names.debtor_title + ")";
  }
  if (!field("about_body").empty()) {
    debtor = field("debtor_body");
  } else if (language == kDefaultLanguage) {
    debtor = "đồng chí " + debtor;
  }
  data.set("debtor", Value(debtor));
  data.set("recipient_name", Value(names.recipient));
  const auto reason = files.reasons.find(field("reason"));
  data.set("reason_text", Value(reason != files.reasons.end() ? reason->second : field("reason")));

  data.set("items", Lines(field("lines"), names));
  const auto duty = files.files.find("duties/" + field("duty"));
  DOTPHA_ASSIGN(const std::string about_duty,
                Render(duty != files.files.end() ? duty->second : files.files.at(kDefaultDuty), data));
  const Text named = Split(about_duty);
  data.set("duty_name", Value(named.subject));
  data.set("how", Value(named.body));
  DOTPHA_ASSIGN(const std::string rendered, Render(files.files.at(FileOf(stage, letter)), data));
  return Split(rendered);
}

Result<Text> Templates::Mail(const std::string& language, const std::vector<Text>& items, const std::string& today,
                             const Names& names) const {
  const bool single = items.size() == 1;
  mustache::data list{mustache::data::type::list};
  for (std::size_t i = 0; i < items.size(); ++i) {
    mustache::data item{mustache::data::type::object};
    item.set("numbered", Value(single ? "" : "yes"));
    item.set("number", std::to_string(i + 1));
    item.set("subject", items[i].subject);
    item.set("body", items[i].body);
    list.push_back(item);
  }
  mustache::data data{mustache::data::type::object};
  data.set("items", list);
  data.set("single", Value(single ? "yes" : ""));
  data.set("single_subject", Value(single ? items.front().subject : ""));
  data.set("count", std::to_string(items.size()));
  data.set("today", today);
  data.set("recipient_name", Value(names.recipient));
  DOTPHA_ASSIGN(const std::string rendered, Render(Of(language).files.at("mail"), data));
  return Split(rendered);
}

}  // namespace dotpha::notifier
