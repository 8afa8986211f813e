using System.Numerics.Tensors;

namespace Siren2.Training;

/// <summary>Noise of any color whose level stays, steps by tens of decibels, or comes in bursts that die away.</summary>
internal static class SyntheticNoise
{
    public static void Fill(Random random, NoiseBank noise, Scene scene)
    {
        noise.Read(random, scene.Density);
        Span<float> gain = stackalloc float[SubBands.Count];
        Draw.Spectrum(random, random.Uniform(-9, 3), 5, gain);
        Span<double> course = scene.Frames <= 4096 ? stackalloc double[scene.Frames] : new double[scene.Frames];
        Course(random, course);
        for (int t = 0; t < scene.Frames; t++)
        {
            Span<float> frame = scene.Frame(t);
            TensorPrimitives.Multiply(frame, gain, frame);
            TensorPrimitives.Multiply(frame, (float)Draw.Decibels(course[t]), frame);
        }

        scene.ValidBands.AsSpan().Fill(SubBands.Count);
    }

    /// <summary>The level in decibels.</summary>
    private static void Course(Random random, Span<double> course)
    {
        double kind = random.NextDouble();
        double level = 0;
        double fall = kind > 0.6 ? random.LogUniform(0.2, 4) : 0;
        double floor = -random.Uniform(30, 90);
        int next = 0;
        for (int t = 0; t < course.Length; t++)
        {
            if (kind > 0.3 && t == next)
            {
                level = fall > 0 ? -random.Uniform(0, 20) : -random.Uniform(0, 60);
                next = t + random.Next(20, 200);
            }

            course[t] = Math.Max(level, floor);
            level -= fall;
        }
    }
}
