using System.Globalization;

namespace Siren2.Research.InputAware;

/// <summary>Upsamples one clip with <see cref="InputAwareTexture"/>.</summary>
internal static class InputAwareRun
{
    /// <summary>Upsamples a clip, blind.</summary>
    /// <param name="clip">A WAV file.</param>
    /// <param name="given">Options by their names.</param>
    public static int Execute(string clip, Dictionary<string, string> given)
    {
        string[] inputs = given.GetValueOrDefault("--inputs", "time,baseline,copy").Split(',');
        var texture = new InputAwareTexture(inputs, (int)Number("--steps", 100), (int)Number("--width", 48));
        var upsampler = new Upsampler(new() { Detail = Number("--detail", 1), Blind = new() { Texture = texture } });
        UpsampleResult result = upsampler.FitAndPredict(AudioClip.Load(clip), (int)Number("--rate", 16_000));
        result.Audio.Save(given["--out"], WaveEncoding.Float32);
        return 0;

        double Number(string name, double otherwise) =>
            given.TryGetValue(name, out string? text) ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;
    }
}
