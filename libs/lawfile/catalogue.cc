#include "libs/lawfile/catalogue.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "libs/lawfile/convert.h"
#include "libs/lawfile/digest.h"
#include "libs/lawfile/regulation_checks.h"
#include "libs/lawfile/text_reader.h"

namespace dotpha::lawfile {
namespace {

namespace fs = std::filesystem;

constexpr const char* kExtension = ".textproto";

Result<std::string> ReadFile(const fs::path& path, const char* reason) {
  std::ifstream stream(path, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (!stream) {
    return NotFound(reason, "cannot read " + path.string());
  }
  return content;
}

}  // namespace

Result<statute::Regulation> ParseRegulation(std::string_view text, const std::string& file) {
  Findings findings;
  const auto parsed = ReadText(text, file, findings);
  if (parsed != nullptr) {
    CheckRegulation(parsed->message, Place(file, parsed->message, &parsed->positions), findings);
  }
  if (!findings.empty()) {
    return InvalidArgument(findings.violations());
  }
  return Convert(parsed->message, file);
}

Result<Catalogue> Catalogue::Load(const std::string& dir) {
  std::error_code failed;
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(dir, failed)) {
    if (entry.path().extension() == kExtension) {
      paths.push_back(entry.path());
    }
  }
  if (failed) {
    return NotFound("REGULATIONS_DIR_NOT_FOUND", "cannot read the folder " + dir);
  }
  if (paths.empty()) {
    return NotFound("NO_REGULATIONS", "no *.textproto in " + dir);
  }
  std::sort(paths.begin(), paths.end());

  Catalogue catalogue;
  Findings findings;
  std::map<std::string, std::string> file_of_id;
  for (const fs::path& path : paths) {
    const std::string file = path.filename().string();
    DOTPHA_ASSIGN(const std::string text, ReadFile(path, "REGULATION_NOT_READABLE"));
    auto regulation = ParseRegulation(text, file);
    if (!regulation.ok()) {
      findings.Append(regulation.error().violations);
      continue;
    }
    const auto [first, added] = file_of_id.emplace(regulation->id, file);
    if (!added) {
      findings.Add(file + " id", "DUPLICATE", "id \"" + regulation->id + "\" is that of " + first->second);
      continue;
    }
    catalogue.entries_.push_back(std::make_unique<const Entry>(Entry{*std::move(regulation), VersionOf(file, text)}));
  }
  if (!findings.empty()) {
    return InvalidArgument(findings.violations());
  }
  return catalogue;
}

const statute::Regulation* Catalogue::Find(std::string_view id) const {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const auto& entry) { return entry->regulation.id == id; });
  return found == entries_.end() ? nullptr : &(*found)->regulation;
}

std::vector<const statute::Regulation*> Catalogue::All() const {
  std::vector<const statute::Regulation*> all;
  all.reserve(entries_.size());
  for (const auto& entry : entries_) {
    all.push_back(&entry->regulation);
  }
  return all;
}

std::vector<std::string> Catalogue::Versions() const {
  std::vector<std::string> versions;
  versions.reserve(entries_.size());
  for (const auto& entry : entries_) {
    versions.push_back(entry->version);
  }
  return versions;
}

}  // namespace dotpha::lawfile
