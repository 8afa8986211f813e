using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Siren2.Cli.Output;

namespace Siren2.Cli.Reporting;

/// <summary>
/// One page to hear and see an upsampling on: it holds everything itself, and needs neither a network nor other files.
/// </summary>
internal static partial class ReportPage
{
    private const double RangeInDecibels = 100;

    /// <summary>Builds the page.</summary>
    /// <param name="clip">The low-rate clip.</param>
    /// <param name="result">What became of it.</param>
    /// <param name="reference">Guided: the original; null in a blind fit.</param>
    /// <param name="summary">Every figure of the upsampling.</param>
    /// <param name="options">The options of the fit.</param>
    /// <returns>HTML in UTF-8.</returns>
    public static byte[] Build(AudioClip clip, UpsampleResult result, AudioClip? reference, UpsampleDocument summary, UpsamplerOptions options)
    {
        List<(string Name, AudioClip Clip)> sounds = [("input", clip), ("sinc", result.Baseline), (summary.Mode, result.Audio)];
        if (reference is not null)
        {
            sounds.Add(("original", reference));
        }

        double seconds = Excerpt.Seconds([.. sounds.Select(sound => sound.Clip)]);
        AudioClip[] excerpts = [.. sounds.Select(sound => Excerpt.Cut(sound.Clip, seconds))];
        string page = Resource("report.html");
        var parts = new Dictionary<string, string>
        {
            ["style"] = Resource("report.css"),
            ["script"] = Resource("report.js"),
            ["title"] = WebUtility.HtmlEncode(Path.GetFileName(summary.Files.Output)),
            ["mode"] = ModeText.Heading(result.Report.Mode),
            ["modeClass"] = summary.Mode,
            ["meaning"] = WebUtility.HtmlEncode(summary.Meaning),
            ["excerpt"] = ExcerptNote(result.Audio, seconds),
            ["palette"] = Convert.ToHexStringLower(ColourMap.Palette),
            ["sounds"] = Sounds([.. sounds.Select(sound => sound.Name)], excerpts, seconds, result.Report),
            ["loss"] = result.Report.Networks.Count > 0 ? LossCurve.Svg(result.Report.MeanLosses()) : "<p>Nothing was fitted: the result is the sinc baseline.</p>",
            ["values"] = ReportTables.Values(result, summary),
            ["comparison"] = ReportTables.Comparison(summary.Comparison),
            ["options"] = ReportTables.Options(options, summary),
            ["machine"] = WebUtility.HtmlEncode(summary.Machine.ToString()),
        };
        return System.Text.Encoding.UTF8.GetBytes(Placeholder().Replace(page, match => parts[match.Groups[1].Value]));
    }

    private static string ExcerptNote(AudioClip audio, double seconds)
    {
        string cut = seconds < audio.Duration.TotalSeconds - 1e-6
            ? string.Create(CultureInfo.InvariantCulture, $"Players and spectrograms hold the first {seconds:0.#} s of {audio.Duration.TotalSeconds:0.#} s. ")
            : "";
        return cut + (audio.ChannelCount > 2 ? $"Its {audio.ChannelCount} channels are mixed to one here. " : "")
            + "All players have the same loudness (root mean square); one takes over where another was.";
    }

    private static string Sounds(string[] names, AudioClip[] clips, double seconds, UpsampleReport report)
    {
        double top = report.OutputSampleRate / 2.0;
        Spectrogram[] spectrograms = [.. clips.Select(clip => Spectrogram.Of(clip, top))];
        double peak = Math.Max(-80, 5 * Math.Ceiling(spectrograms.Max(spectrogram => spectrogram.Peak) / 5));
        double bottom = peak - RangeInDecibels;
        double[] gains = Excerpt.MatchedGains(clips);
        var html = new StringBuilder();
        for (int i = 0; i < clips.Length; i++)
        {
            using var wave = new MemoryStream();
            Excerpt.Amplify(clips[i], gains[i]).Save(wave, WaveEncoding.Pcm16);
            byte[] png = PngImage.Encode(spectrograms[i].Levels(bottom, peak), Spectrogram.Columns, ColourMap.Palette);
            html.Append(
                CultureInfo.InvariantCulture,
                $"""
                <figure data-hertz="{top}" data-seconds="{seconds}" data-bottom="{bottom}" data-top="{peak}">
                <figcaption><strong>{names[i]}</strong> <span class="note">{Figure.Rate(clips[i].SampleRate)}, played at {20 * Math.Log10(gains[i]):+0.0;-0.0;0.0} dB</span></figcaption>
                <audio controls preload="auto" aria-label="{names[i]}" src="data:audio/wav;base64,{Convert.ToBase64String(wave.GetBuffer(), 0, (int)wave.Length)}"></audio>
                <div class="plot">
                <div class="hertz">{Axis.Html(top, 5, "bottom", "Hz")}</div>
                <img alt="Spectrogram of {names[i]}" src="data:image/png;base64,{Convert.ToBase64String(png)}">
                <div class="cross" hidden></div>
                <div class="seconds">{Axis.Html(seconds, 5, "left", "s")}</div>
                </div>
                <output aria-live="off">Point at the picture for frequency, time and level.</output>
                </figure>

                """);
        }

        byte[] scale = PngImage.Encode([.. Enumerable.Range(0, 256).Select(level => (byte)level)], 256, ColourMap.Palette);
        html.Append(
            CultureInfo.InvariantCulture,
            $"""<p class="scale note">{bottom} <img alt="" src="data:image/png;base64,{Convert.ToBase64String(scale)}"> {peak} dB; a sine of full scale has 0</p>""");
        return html.ToString();
    }

    [GeneratedRegex("\\{\\{(\\w+)\\}\\}")]
    private static partial Regex Placeholder();

    private static string Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, System.Text.Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
