using System.Numerics.Tensors;
using Siren2.Decimation;
using Siren2.MissingBand;
using Siren2.Spectral;

namespace Siren2.Research.Models;

/// <summary>A clip of a task, parted by the ideal decimator into what its low-rate version determines and what is missing.</summary>
internal sealed class ModelClip
{
    /// <summary>Σw² of the transform's Hann window.</summary>
    public const double WindowEnergy = 0.375 * MissingBandTarget.FftSize;

    /// <summary>Parseval: energy of a signal per power of its short-time spectrum, mirrored bins included.</summary>
    public const double EnergyPerPower = 2.0 * MissingBandTarget.Hop / (WindowEnergy * MissingBandTarget.FftSize);

    private ModelClip(string name, float[] samples, int inputRate, int outputRate)
    {
        Name = name;
        InputRate = inputRate;
        OutputRate = outputRate;
        Projector = new MissingBandProjector(inputRate, outputRate, (int)((long)samples.Length * inputRate / outputRate));
        Array.Resize(ref samples, Projector.OutputLength);
        Reference = samples;
        Residual = new float[Reference.Length];
        Projector.Project(Reference, Residual);
        Baseline = new float[Reference.Length];
        TensorPrimitives.Subtract(Reference, Residual, Baseline);
        FirstBin = (int)Math.Floor(BandEnd * MissingBandTarget.FftSize) + 1;
    }

    public string Name { get; }

    public int InputRate { get; }

    public int OutputRate { get; }

    /// <summary>End of the known band in cycles per sample.</summary>
    public double BandEnd => 0.5 * InputRate / OutputRate;

    /// <summary>First missing bin of a frame of <see cref="MissingBandTarget.FftSize"/>.</summary>
    public int FirstBin { get; }

    public MissingBandProjector Projector { get; }

    public float[] Reference { get; }

    public float[] Baseline { get; }

    /// <summary>Reference minus baseline: what is missing.</summary>
    public float[] Residual { get; }

    public double MissingEnergy => TensorPrimitives.SumOfSquares<float>(Residual);

    /// <summary>The clips of a folder that reach a task's rate; null as output rate means the clip's own.</summary>
    public static ModelClip[] Load(string folder, int? inputRate, int? outputRate)
    {
        var clips = new List<ModelClip>();
        foreach (string file in Directory.GetFiles(folder, "*.wav").Order(StringComparer.Ordinal))
        {
            AudioClip audio = AudioClip.Load(file);
            int rate = outputRate ?? audio.SampleRate;
            if (audio.SampleRate < Math.Max(rate, outputRate is null ? 44_100 : 0))
            {
                continue;
            }

            float[] samples = audio.SampleRate == rate ? audio.Channel(0).ToArray() : Decimate(audio.Channel(0), audio.SampleRate, rate);
            var clip = new ModelClip(Path.GetFileNameWithoutExtension(file), samples, inputRate ?? rate / 2, rate);
            if (clip.MissingEnergy > 0)
            {
                clips.Add(clip);
            }
        }

        return [.. clips];
    }

    /// <summary>The known band as a task of its own: the low-rate clip, from as much lower a rate again.</summary>
    public ModelClip Lower()
    {
        float[] low = new float[Projector.InputLength];
        Projector.Decimate(Reference, low);
        return new ModelClip(Name, low, (int)((long)InputRate * InputRate / OutputRate), InputRate);
    }

    public ShortTimeFourierTransform Transform() => new(Reference.Length, MissingBandTarget.FftSize, MissingBandTarget.Hop);

    /// <summary>Power of the short-time spectrum, <c>[frames, bins]</c>.</summary>
    public float[] Power(float[] samples)
    {
        ShortTimeFourierTransform transform = Transform();
        float[] power = new float[transform.Frames * transform.Bins];
        transform.Power(samples, power);
        return power;
    }

    /// <summary>Takes out of a correction, in place, what would change the known band.</summary>
    public float[] Project(float[] correction)
    {
        Projector.Project(correction, correction);
        return correction;
    }

    private static float[] Decimate(ReadOnlySpan<float> samples, int from, int to)
    {
        var projector = new MissingBandProjector(to, from, (int)((long)samples.Length * to / from));
        float[] padded = new float[projector.OutputLength];
        samples[..Math.Min(samples.Length, padded.Length)].CopyTo(padded);
        float[] decimated = new float[projector.InputLength];
        projector.Decimate(padded, decimated);
        return decimated;
    }
}
