using System.Globalization;
using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Siren2.Cli.Reporting;

/// <summary>
/// One page to hear and see clips on: it holds everything itself, and needs neither a network nor other files. Its policy lets nothing run but
/// the one script that it was written with.
/// </summary>
internal static partial class ReportPage
{
    /// <summary>Bytes of a page at most.</summary>
    public const int MaximumBytes = 15_000_000;

    /// <summary>Bytes of all sounds at most: Base64 adds a third, and the rest is for script and tables.</summary>
    public const int MaximumSoundBytes = 10_800_000;

    /// <summary>The longest clip that is held whole, in seconds.</summary>
    public const double MaximumSeconds = 600;

    /// <summary>Columns of a table that another still fits beside; one that has more takes a row of its own.</summary>
    private const int ColumnsBesideOthers = 5;

    /// <summary>The script's files, in the order in which they are needed.</summary>
    private static readonly string[] Scripts =
    [
        "fourier.js", "sound.js", "transport.js", "view.js", "colors.js", "spectrogram.js", "waveform.js", "plot.js", "stage.js", "gestures.js",
        "abx.js", "player.js", "averages.js", "controls.js", "keys.js", "page.js",
    ];

    /// <summary>A note as a sentence of a page, with the blank behind it.</summary>
    public static string Sentence(string note) => $"{char.ToUpperInvariant(note[0])}{note[1..].TrimEnd('.')}. ";

    /// <summary>Builds a page.</summary>
    /// <param name="content">What it says.</param>
    /// <param name="scenes">What it plays; none where nothing fits or nothing was made.</param>
    /// <returns>HTML in UTF-8.</returns>
    public static byte[] Build(PageContent content, IReadOnlyList<EncodedScene> scenes)
    {
        string style = Resource("page.css");
        string script = "\"use strict\";\n" + string.Concat(Scripts.Select(Resource));
        var parts = new Dictionary<string, string>
        {
            ["style"] = style,
            ["script"] = script,
            ["styleHash"] = Hash(style),
            ["scriptHash"] = Hash(script),
            ["title"] = WebUtility.HtmlEncode(content.Title),
            ["heading"] = WebUtility.HtmlEncode(content.Heading),
            ["kind"] = content.Heading.Split(' ')[0].ToLowerInvariant(),
            ["meaning"] = WebUtility.HtmlEncode(content.Meaning),
            ["note"] = WebUtility.HtmlEncode(Note(content, scenes)),
            ["tables"] = string.Concat(content.Tables.Select(Html)),
            ["footer"] = WebUtility.HtmlEncode(content.Footer),
            ["scenes"] = JsonSerializer.Serialize([.. scenes.Select(Describe)], PageJson.Default.IReadOnlyListSceneDocument),
            ["first"] = Sounds(scenes, first: true),
            ["sounds"] = Sounds(scenes, first: false),
        };
        return System.Text.Encoding.UTF8.GetBytes(Placeholder().Replace(Resource("page.html"), match => parts[match.Groups[1].Value]));
    }

    private static string Note(PageContent content, IReadOnlyList<EncodedScene> scenes)
    {
        var note = new StringBuilder(content.Note);
        if (scenes.Count == 1 && scenes[0] is { } scene && scene.Length < scene.FullLength)
        {
            double held = (double)scene.Length / scene.SampleRate, all = (double)scene.FullLength / scene.SampleRate;
            note.Append(CultureInfo.InvariantCulture, $"The page holds the first {held:0.#} s of {all:0.#} s, which is what fits 15 MB. ");
        }

        int channels = scenes.SelectMany(one => one.Scene.Sounds).Select(sound => sound.Clip.ChannelCount).DefaultIfEmpty(1).Max();
        if (channels > 2)
        {
            note.Append(CultureInfo.InvariantCulture, $"{channels} channels are mixed to one here. ");
        }
        else if (channels == 2)
        {
            note.Append("Pictures and spectra show the power of both channels together. ");
        }

        return note.ToString().TrimEnd();
    }

    private static SceneDocument Describe(EncodedScene scene, int number) => new(
        scene.Scene.Name,
        scene.Scene.Mode,
        scene.SampleRate,
        scene.Length,
        scene.Unit,
        scene.Scene.KnownBand,
        [.. scene.Scene.Sounds.Select((sound, s) => new SoundDocument(
            sound.Name, JsonNamingPolicy.CamelCase.ConvertName(sound.Role.ToString()), sound.Clip.SampleRate, scene.Gains[s],
            [.. scene.Files[s].Select((_, file) => Element(number, s, file))]))],
        [.. scene.Scene.Losses.Select(loss => double.IsFinite(loss) ? loss : (double?)null)]);

    /// <summary>Sounds as elements.</summary>
    /// <param name="scenes">The scenes.</param>
    /// <param name="first">
    /// The opening that is played first, which stands before the script, so that it can begin while the rest is still being read; or all others,
    /// what goes on from there before the rest.
    /// </param>
    private static string Sounds(IReadOnlyList<EncodedScene> scenes, bool first)
    {
        var html = new StringBuilder();
        IEnumerable<(int Scene, int Sound, int File)> files = scenes.SelectMany((scene, i) => scene.Files.SelectMany(
            (parts, s) => parts.Select((_, file) => (i, s, file))));
        foreach ((int scene, int sound, int file) in files.OrderByDescending(one => one.Scene == 0 && IsResult(one.Sound)))
        {
            if (first == (scene == 0 && IsResult(sound) && file == 0))
            {
                string text = Convert.ToBase64String(scenes[scene].Files[sound][file]);
                html.Append(CultureInfo.InvariantCulture, $"<script type=\"text/plain\" id=\"{Element(scene, sound, file)}\">{text}</script>\n");
            }
        }

        return html.ToString();

        bool IsResult(int sound) => scenes[0].Scene.Sounds[sound].Role == SoundRole.Result;
    }

    private static string Html(PageTable table)
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<div{(table.Header.Count > ColumnsBesideOthers ? " class=\"many\"" : "")}><h2>{WebUtility.HtmlEncode(table.Title)}</h2><div class=\"wide\"><table>\n");
        if (table.Header.Count > 0)
        {
            Row("th", table.Header);
        }

        foreach (string[] row in table.Rows)
        {
            Row("td", row);
        }

        return html.Append("</table></div></div>\n").ToString();

        void Row(string tag, IReadOnlyList<string> cells)
        {
            html.Append("<tr>");
            foreach (string cell in cells)
            {
                html.Append(CultureInfo.InvariantCulture, $"<{tag}>{WebUtility.HtmlEncode(cell)}</{tag}>");
            }

            html.Append("</tr>\n");
        }
    }

    private static string Element(int scene, int sound, int file) => string.Create(CultureInfo.InvariantCulture, $"sound-{scene}-{sound}-{file}");

    /// <summary>How a policy names a script: by what it hashes to, as it stands between its tags.</summary>
    private static string Hash(string text) =>
        "sha256-" + Convert.ToBase64String(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes("\n" + text + "\n")));

    [GeneratedRegex("\\{\\{(\\w+)\\}\\}")]
    private static partial Regex Placeholder();

    private static string Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, System.Text.Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
    }
}
