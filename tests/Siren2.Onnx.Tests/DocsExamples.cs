namespace Siren2.Onnx.Tests;

/// <summary>The code of the README and of the page of documentation, compiled.</summary>
internal static class DocsExamples
{
    public static UpsampleResult Readme()
    {
        using var network = new OnnxTexture("fold.onnx", new OnnxTextureOptions { InputRate = 8_000, OutputRate = 16_000 });
        ISuperResolver resolver = new Upsampler(new UpsamplerOptions { Blind = new() { Texture = network } });
        UpsampleResult result = resolver.FitAndPredict(AudioClip.Load("speech-8k.wav"), targetSampleRate: 16_000);
        return result;
    }

    public static Upsampler Levels(OnnxTexture network)
    {
        using var own = new OnnxTexture("fold.onnx", new() { Levels = OnnxLevels.Network });
        var quiet = new Upsampler(new() { Detail = 0.5, Blind = new() { Texture = own } });
        var whole = new Upsampler(new() { Detail = 1, Blind = new() { Texture = network } });
        return quiet == whole ? quiet : whole;
    }

    public static AudioClip Siren(AudioClip clip, UpsampleResult result)
    {
        FittedClip fitted = new Upsampler().Fit(clip, reference: result.Audio);
        AudioClip render = fitted.Render(48_000);
        return render;
    }
}
