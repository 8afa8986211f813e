using System.Text.RegularExpressions;
using Siren2.Cli.Reporting;

namespace Siren2.Cli.Tests;

/// <summary>The page of <c>upsample --report</c> as a file; tests/Siren2.Browser.Tests open it in a browser.</summary>
public sealed partial class ReportTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_page_names_nothing_outside_itself_and_its_text_is_no_markup()
    {
        string input = _folder.Clip("a & b <i>{{script}}.wav", 8_000, 4_000);

        CliRun run = CliRun.Of(
            "upsample", input, _folder.PathOf("out.wav"), "--rate", "16000", "--preset", "fast", "--report", _folder.PathOf("r.html"));

        Assert.Equal("", run.Error);
        string page = File.ReadAllText(_folder.PathOf("r.html"));
        Assert.Contains("a &amp; b &lt;i&gt;{{script}}.wav", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<i>", page, StringComparison.Ordinal);
        Assert.All(Reference().Matches(page), match => Assert.StartsWith("data:", match.Groups[1].Value, StringComparison.Ordinal));
        Assert.DoesNotContain("http:", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", page, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void A_page_holds_as_much_of_a_long_clip_as_fits_and_says_so()
    {
        var random = new Random(1);
        float[][] noise = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, 48_000 * 80).Select(_ => random.NextSingle() - 0.5f).ToArray())];
        new AudioClip(48_000, noise).Save(_folder.PathOf("noise.wav"), WaveEncoding.Pcm16);
        AudioClip clip = AudioClip.Load(_folder.PathOf("noise.wav"));
        var scene = new PageScene { Name = "noise", Mode = "", Sounds = [new("reference", SoundRole.Original, clip), new("estimate", SoundRole.Result, clip)] };
        var content = new PageContent { Title = "noise", Heading = "COMPARISON", Meaning = "", Tables = [], Footer = "" };

        var encoded = EncodedScene.Of(scene, ReportPage.MaximumSoundBytes, ReportPage.MaximumSeconds);
        byte[] page = ReportPage.Build(content, [encoded]);

        // Two versions of 16 bits take 192,000 bytes a second, and noise hardly compresses: three noises mixed to one are a little less than 16 bits.
        Assert.InRange(encoded.Length / 48_000.0, ReportPage.MaximumSoundBytes / 192_000.0, 1.05 * ReportPage.MaximumSoundBytes / 192_000.0);
        Assert.InRange(page.Length, 13_000_000, ReportPage.MaximumBytes);
        string text = System.Text.Encoding.UTF8.GetString(page);
        Assert.Contains(System.FormattableString.Invariant($"the first {encoded.Length / 48_000.0:0.#} s of 80 s"), text, StringComparison.Ordinal);
        Assert.Contains("3 channels are mixed to one", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_page_plays_is_given_up_at_once_when_it_is_canceled()
    {
        using var cancellation = new CancellationTokenSource();
        AudioClip noise = Noise(48_000, 60);
        var scene = new PageScene { Name = "noise", Mode = "", Sounds = [new("estimate", SoundRole.Result, noise)] };

        // A twentieth of the work tells how long all of it takes, once the code is compiled.
        _ = EncodedScene.Of(scene, ReportPage.MaximumSoundBytes, 3, cancellation.Token);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        _ = EncodedScene.Of(scene, ReportPage.MaximumSoundBytes, 3, cancellation.Token);
        TimeSpan half = clock.Elapsed / 2;

        // By a thread of its own, as a signal is heard: a timer waits for the pool, which other tests keep busy.
        var canceling = new Thread(() =>
        {
            Thread.Sleep(half);
            cancellation.Cancel();
        });
        canceling.Start();
        Assert.Throws<OperationCanceledException>(() => EncodedScene.Of(scene, ReportPage.MaximumSoundBytes, 60, cancellation.Token));
        canceling.Join();
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void A_result_appears_when_its_page_has_only_to_be_written()
    {
        Noise(8_000, 20).Save(_folder.PathOf("in.wav"), WaveEncoding.Pcm16);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        CliRun run = CliRun.Of(
            "upsample", _folder.PathOf("in.wav"), _folder.PathOf("out.wav"), "--rate", "48000", "--detail", "0", "--gain", "-6", "--report", _folder.PathOf("r.html"));

        Assert.Equal("", run.Error);
        TimeSpan between = File.GetLastWriteTimeUtc(_folder.PathOf("r.html")) - File.GetLastWriteTimeUtc(_folder.PathOf("out.wav"));
        Assert.InRange(between / clock.Elapsed, 0, 0.25);
    }

    [Fact]
    public void A_page_tells_what_filled_the_band_and_how_its_level_came_out()
    {
        string input = _folder.Clip("in.wav", 8_000, 4_000);
        string original = _folder.Clip("ref.wav", 16_000, 8_000);
        CliRun run = CliRun.Of(
            "upsample", input, _folder.PathOf("out.wav"), "--rate", "16000", "--original", original, "--report", _folder.PathOf("r.html"));
        Assert.Equal("", run.Error);
        string page = File.ReadAllText(_folder.PathOf("r.html"));
        foreach (string row in new[] { "filled by", "level of bright frames, bias, dB", "level of bright frames, mean error, dB", "onset rise, dB", "correlation between channels" })
        {
            Assert.Contains(row, page, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("the result is the sinc baseline", page, StringComparison.Ordinal);
        Assert.DoesNotContain("sine layers", page, StringComparison.Ordinal);

        using var originals = new WorkFolder();
        _ = originals.Clip("ref.wav", 16_000, 8_000);
        CliRun evaluated = CliRun.Of("evaluate", originals.Location, "--tasks", "T2", "--preset", "fast", "--report", _folder.PathOf("e.html"));
        Assert.Equal("", evaluated.Error);
        string table = File.ReadAllText(_folder.PathOf("e.html"));
        Assert.All(["level bright, dB", "level other, dB", "onset rise, dB", "stereo"], column => Assert.Contains(column, table, StringComparison.Ordinal));
    }

    [Fact]
    public void A_page_runs_its_own_script_alone_and_has_no_style_or_handler_in_its_markup()
    {
        string input = _folder.Clip("in.wav", 8_000, 2_000);
        CliRun run = CliRun.Of("compare", input, input, "--report", _folder.PathOf("r.html"));
        Assert.Equal("", run.Error);

        string page = File.ReadAllText(_folder.PathOf("r.html"));
        Match policy = Policy().Match(page);
        Assert.Equal(policy.Groups[1].Value, Hash(page.Split("<style>")[1].Split("</style>")[0]));
        Assert.Equal(policy.Groups[2].Value, Hash(page.Split("<script>")[1].Split("</script>")[0]));
        Assert.DoesNotMatch(" (?:style|on[a-z]+)=\"", page.Split("<script>")[0]);
        Assert.DoesNotMatch("\\beval\\(|new Function|innerHTML", page);

        static string Hash(string text) =>
            Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void An_original_measures_a_blind_fit_and_leaves_it_blind_and_the_same()
    {
        string input = _folder.Clip("in.wav", 8_000, 4_000);
        string original = _folder.Clip("ref.wav", 16_000, 8_000);

        CliRun with = CliRun.Of(
            "upsample", input, _folder.PathOf("with.wav"), "--rate", "16000", "--preset", "fast", "--original", original, "--json", _folder.PathOf("r.json"));
        CliRun without = CliRun.Of("upsample", input, _folder.PathOf("without.wav"), "--rate", "16000", "--preset", "fast");

        Assert.Equal(("", ""), (with.Error, without.Error));
        Assert.Equal(File.ReadAllBytes(_folder.PathOf("without.wav")), File.ReadAllBytes(_folder.PathOf("with.wav")));
        Assert.Contains("against the original, unseen", with.Output, StringComparison.Ordinal);
        System.Text.Json.JsonElement json = _folder.Json("r.json");
        Assert.Equal("blind", json.GetProperty("mode").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, json.GetProperty("comparison").ValueKind);
        Assert.True(double.IsFinite(json.GetProperty("besideOriginal").GetProperty("blind").GetProperty("psnr").GetDouble()));
    }

    [Fact]
    public void An_original_that_cannot_be_compared_is_refused_before_the_fit()
    {
        string input = _folder.Clip("in.wav", 8_000, 4_000);
        Refuse(_folder.Clip("rate.wav", 22_050, 8_000), "the original is at 22,050 Hz");
        Refuse(_folder.Clip("channels.wav", 16_000, 8_000, channels: 2), "the original has 2 channels");
        Refuse(_folder.Clip("length.wav", 16_000, 12_000), "the original has 12,000 samples");
        string good = _folder.Clip("good.wav", 16_000, 8_000);
        CliRun.Of("upsample", input, _folder.PathOf("out.wav"), "--rate", "16000", "--original", good, "--reference", good).AssertRefused("--original is of a blind fit");

        void Refuse(string original, string complaint) =>
            CliRun.Of("upsample", input, _folder.PathOf("out.wav"), "--rate", "16000", "--original", original).AssertRefused(complaint);
    }

    [Fact]
    public void A_page_takes_no_other_file_of_the_command()
    {
        string input = _folder.Clip("in.wav", 8_000, 2_000);
        CliRun.Of("upsample", input, _folder.PathOf("out.wav"), "--rate", "16000", "--report", input).AssertRefused("named twice");
        Assert.Equal(["in.wav"], _folder.Files);
    }

    private static AudioClip Noise(int sampleRate, int seconds)
    {
        var random = new Random(1);
        return new AudioClip(sampleRate, [[.. Enumerable.Range(0, sampleRate * seconds).Select(_ => random.NextSingle() - 0.5f)]]);
    }

    [GeneratedRegex("style-src 'sha256-([^']+)'; script-src 'sha256-([^']+)'\">")]
    private static partial Regex Policy();

    [GeneratedRegex("(?:src|href)=\"([^\"]{0,40})")]
    private static partial Regex Reference();
}
