namespace Siren2.Onnx.Tests;

/// <summary>The examples of the XML documentation, compiled.</summary>
internal static class XmlExamples
{
    public static AudioClip Network(AudioClip clip)
    {
        using var network = new OnnxTexture("network.onnx", new() { InputRate = 16_000, OutputRate = 48_000 });
        var upsampler = new Upsampler(new UpsamplerOptions { Blind = new() { Texture = network } });
        AudioClip wide = upsampler.FitAndPredict(clip, 48_000).Audio;
        return wide;
    }
}
