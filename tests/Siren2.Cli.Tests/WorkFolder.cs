using System.Text.Json;

namespace Siren2.Cli.Tests;

/// <summary>A folder of its own for each test, with clips of simple signals.</summary>
internal sealed class WorkFolder : IDisposable
{
    public WorkFolder() => Location = Directory.CreateTempSubdirectory("siren2-cli-").FullName;

    public string Location { get; }

    /// <summary>Names of all files, hidden ones too.</summary>
    public IEnumerable<string> Files => Directory.GetFiles(Location).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal);

    public string PathOf(string name) => Path.Combine(Location, name);

    /// <summary>Writes a clip of decaying harmonics over the whole band with a little noise: something that can be upsampled.</summary>
    public string Clip(string name, int sampleRate, int length, int channels = 1, float gain = 1)
    {
        var random = new Random(7);
        var samples = new float[channels][];
        for (int c = 0; c < channels; c++)
        {
            samples[c] = new float[length];
            for (int i = 0; i < length; i++)
            {
                double seconds = (double)i / sampleRate;
                double sum = 0.01 * (random.NextDouble() - 0.5);
                for (int k = 1; 220 * k < sampleRate / 2; k++)
                {
                    sum += 0.2 / k * Math.Sin(2 * Math.PI * 220 * k * seconds);
                }

                samples[c][i] = (float)(gain * sum);
            }
        }

        new AudioClip(sampleRate, samples).Save(PathOf(name), WaveEncoding.Float32);
        return PathOf(name);
    }

    /// <summary>Writes a clip of one tone.</summary>
    public string Tone(string name, int sampleRate, int length, double frequency, double amplitude)
    {
        var samples = new float[length];
        for (int i = 0; i < length; i++)
        {
            samples[i] = (float)(amplitude * Math.Sin(2 * Math.PI * frequency * i / sampleRate));
        }

        new AudioClip(sampleRate, samples).Save(PathOf(name), WaveEncoding.Float32);
        return PathOf(name);
    }

    public string ClipThatEndsInNotANumber(string name, int sampleRate, int length)
    {
        string path = Clip(name, sampleRate, length);
        byte[] bytes = File.ReadAllBytes(path);
        BitConverter.GetBytes(float.NaN).CopyTo(bytes, bytes.Length - sizeof(float));
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public string Text(string name, string content)
    {
        File.WriteAllText(PathOf(name), content);
        return PathOf(name);
    }

    public JsonElement Json(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(PathOf(name)));
        return document.RootElement.Clone();
    }

    public void Dispose() => Directory.Delete(Location, recursive: true);
}
